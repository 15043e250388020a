package mockwx_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/opendata"
)

// openID is what a backend does with a code; the base URL is a setting of it.
func openID(baseURL, code string) (string, error) {
	res, err := http.Get(baseURL + "/sns/jscode2session?" + url.Values{
		"appid": {mockwx.DefaultAppID}, "secret": {mockwx.DefaultSecret},
		"js_code": {code}, "grant_type": {"authorization_code"},
	}.Encode())
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var answer struct {
		OpenID  string `json:"openid"`
		Errcode int    `json:"errcode"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return "", err
	}
	if answer.Errcode != 0 {
		return "", fmt.Errorf("errcode %d", answer.Errcode)
	}
	return answer.OpenID, nil
}

// A device logs in, the backend under test uses the code, and a second use fails.
func Example() {
	wechat, err := mockwx.Start(mockwx.ServerOptions{})
	if err != nil {
		panic(err)
	}
	defer wechat.Close()

	code, _ := wechat.Login(mockwx.DefaultAppID, "alice")
	id, err := openID(wechat.URL, code)
	fmt.Println(id == wechat.Ledger().User("alice").OpenID, err)

	_, err = openID(wechat.URL, code)
	fmt.Println(err)
	// Output:
	// true <nil>
	// errcode 40163
}

// In a test: the server is closed when the test ends, and its clock is the test's.
func ExampleNewServer() {
	testExpiredCode := func(t *testing.T) {
		wechat := mockwx.NewServer(t, func(o *mockwx.ServerOptions) { o.Seed = 1 })
		code, err := wechat.Login(mockwx.DefaultAppID, "alice")
		if err != nil {
			t.Fatal(err)
		}
		wechat.Advance(5 * time.Minute)
		if _, err := openID(wechat.URL, code); err == nil {
			t.Error("the backend logged in with an expired code")
		}
	}
	fmt.Println(testing.RunTests(func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "TestExpiredCode", F: testExpiredCode}}))
	// Output: true
}

// What a mini program sends its backend to be opened, and the harm that a second
// login does to it.
func ExampleServer_UserInfo() {
	wechat, err := mockwx.Start(mockwx.ServerOptions{Options: mockwx.Options{Users: []mockwx.User{{Name: "alice", NickName: "Alice"}}}})
	if err != nil {
		panic(err)
	}
	defer wechat.Close()

	nickName := func(sessionKey string) (name string) {
		info, _ := wechat.UserInfo(mockwx.DefaultAppID, "alice")
		text, err := opendata.Open(sessionKey, info.EncryptedData, info.IV)
		var profile struct{ NickName string }
		if err != nil || json.Unmarshal(text, &profile) != nil {
			return "cannot be opened"
		}
		return profile.NickName
	}
	wechat.Login(mockwx.DefaultAppID, "alice")
	key := wechat.KeysOf(mockwx.DefaultAppID, "alice", 1)[0]
	fmt.Println(nickName(key))
	wechat.Login(mockwx.DefaultAppID, "alice")
	fmt.Println(nickName(key))
	// Output:
	// Alice
	// cannot be opened
}

// A fault switched on and off again.
func ExampleServer_InjectFault() {
	wechat, err := mockwx.Start(mockwx.ServerOptions{})
	if err != nil {
		panic(err)
	}
	defer wechat.Close()
	code, _ := wechat.Login(mockwx.DefaultAppID, "alice")

	remove, _ := wechat.InjectFault(mockwx.Fault{Endpoint: "jscode2session", Errcode: -1})
	_, err = openID(wechat.URL, code)
	fmt.Println(err)
	remove()
	_, err = openID(wechat.URL, code)
	fmt.Println(err)
	// Output:
	// errcode -1
	// <nil>
}

// A machine needs no server: its time is whatever the caller says.
func ExampleMachine() {
	m := mockwx.New(mockwx.Options{Code: func(n int) string { return fmt.Sprint("c", n) }})
	now := time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC)

	code, _ := m.Login(now, mockwx.DefaultAppID, "alice")
	fmt.Println(code, m.CheckSession(now, mockwx.DefaultAppID, "alice"))

	m.ExpireSessions(now, mockwx.Selection{Users: []string{"alice"}})
	fmt.Println(m.CheckSession(now, mockwx.DefaultAppID, "alice"))
	// Output:
	// c1 <nil>
	// session time out, need relogin
}
