package mockwx_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx"
)

// The README has this test; one of cmd/wxload compares the two.

func TestExpiredCode(t *testing.T) {
	wechat := mockwx.NewServer(t) // on loopback; closed when the test ends
	code, err := wechat.Login(mockwx.DefaultAppID, "alice")
	if err != nil {
		t.Fatal(err)
	}
	wechat.Advance(5 * time.Minute) // the mock's clock; no test waits

	// Your backend's own call; the base URL is a setting of it.
	res, err := http.Get(wechat.URL + "/sns/jscode2session?" + url.Values{
		"appid": {mockwx.DefaultAppID}, "secret": {mockwx.DefaultSecret},
		"js_code": {code}, "grant_type": {"authorization_code"}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); !strings.Contains(string(body), `"errcode":40029`) {
		t.Errorf("an expired code: %s", body)
	}
}
