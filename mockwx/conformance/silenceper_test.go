package conformance

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/credential"
	"github.com/silenceper/wechat/v2/miniprogram"
	"github.com/silenceper/wechat/v2/miniprogram/auth"
	"github.com/silenceper/wechat/v2/miniprogram/config"
	"github.com/silenceper/wechat/v2/util"

	"github.com/wxload/wxload/mockwx"
)

// throughProxy makes the SDK's HTTP client use the proxy and trust its authority,
// as HTTPS_PROXY and SSL_CERT_FILE do for a whole process.
func throughProxy(t *testing.T, w *wechat) {
	t.Helper()
	text, err := os.ReadFile(w.authority)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	at, err := url.Parse(w.proxy)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(at), TLSClientConfig: &tls.Config{RootCAs: roots}}
	before := util.DefaultHTTPClient
	util.DefaultHTTPClient = &http.Client{Transport: transport}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		util.DefaultHTTPClient = before
	})
}

func sdk(appid, secret string, stable bool) *miniprogram.MiniProgram {
	return miniprogram.NewMiniProgram(&config.Config{AppID: appid, AppSecret: secret, Cache: cache.NewMemory(), UseStableAK: stable})
}

func start(t *testing.T) (*wechat, *auth.Auth) {
	t.Helper()
	w := startWeChat(t)
	throughProxy(t, w)
	return w, sdk(mockwx.DefaultAppID, mockwx.DefaultSecret, false).GetAuth()
}

func (w *wechat) code(t *testing.T, user string) string {
	t.Helper()
	code, err := w.Login(mockwx.DefaultAppID, user)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// wantError wants an error with a text in it.
func wantError(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("error %v, want %q", err, text)
	}
}

func TestLogin(t *testing.T) {
	w, a := start(t)
	session, err := a.Code2Session(w.code(t, "u1"))
	if err != nil || len(session.OpenID) != 28 || len(session.SessionKey) != 24 || session.UnionID != "" {
		t.Errorf("%+v, error %v", session, err)
	}
	if session.OpenID != w.Ledger().User("u1").OpenID {
		t.Error("another user's openid")
	}
}

func TestLoginErrors(t *testing.T) {
	w, a := start(t)
	code := w.code(t, "u1")
	if _, err := a.Code2Session(code); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		auth       *auth.Auth
		code, want string
	}{
		"code reuse":   {a, code, "errcode=40163 , errmsg=code been used, rid: "},
		"bad code":     {a, "nothing", "errcode=40029 , errmsg=invalid code, rid: "},
		"missing code": {a, "", "errcode=41008 , errmsg=missing code, rid: "},
		"wrong secret": {sdk(mockwx.DefaultAppID, "x", false).GetAuth(), w.code(t, "u1"), "errcode=40125 , errmsg=invalid appsecret, rid: "},
		"wrong appid":  {sdk("wx1", mockwx.DefaultSecret, false).GetAuth(), w.code(t, "u1"), "errcode=40013 , errmsg=invalid appid, rid: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := test.auth.Code2Session(test.code)
			wantError(t, err, test.want)
		})
	}
}

func TestFourConcurrentUsesOfOneCode(t *testing.T) {
	w, a := start(t)
	for round := range 25 {
		code := w.code(t, fmt.Sprint("u", round)) // 100 calls a minute are one user's quota
		var won, used sync.Map
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				if _, err := a.Code2Session(code); err == nil {
					won.Store(i, true)
				} else if strings.Contains(err.Error(), "40163") {
					used.Store(i, true)
				}
			})
		}
		all.Wait()
		if length(&won) != 1 || length(&used) != 3 {
			t.Fatalf("%d won, %d were told 40163", length(&won), length(&used))
		}
	}
}

func length(m *sync.Map) (n int) {
	m.Range(func(any, any) bool { n++; return true })
	return n
}

func TestAccessToken(t *testing.T) {
	start(t)
	app := sdk(mockwx.DefaultAppID, mockwx.DefaultSecret, false)
	first, err := app.GetContext().GetAccessToken()
	if err != nil || first == "" {
		t.Fatal(first, err)
	}
	if again, err := app.GetContext().GetAccessToken(); again != first || err != nil {
		t.Errorf("not kept: %v", err)
	}
	_, err = sdk(mockwx.DefaultAppID, "x", false).GetContext().GetAccessToken()
	wantError(t, err, "errcode=40125")
}

func TestStableToken(t *testing.T) {
	start(t)
	get := func(force bool) string {
		t.Helper()
		handle := credential.NewStableAccessToken(mockwx.DefaultAppID, mockwx.DefaultSecret, "", cache.NewMemory()).(*credential.StableAccessToken)
		token, err := handle.GetAccessTokenDirectly(context.Background(), force)
		if err != nil || token.AccessToken == "" || token.ExpiresIn < 7190 || token.ExpiresIn > 7200 {
			t.Fatalf("%+v, error %v", token, err)
		}
		return token.AccessToken
	}
	first := get(false)
	if get(false) != first {
		t.Error("a repeated call gave another token")
	}
	if get(true) == first {
		t.Error("a forced refresh gave the same token")
	}
}

// signature is that of an empty body: hex HMAC-SHA256 with the text of the key.
func signature(sessionKey string) string {
	mac := hmac.New(sha256.New, []byte(sessionKey))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestCheckSessionAndReset(t *testing.T) {
	w, a := start(t)
	session, err := a.Code2Session(w.code(t, "u1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.CheckSession(signature(session.SessionKey), session.OpenID); err != nil {
		t.Error(err)
	}
	wantError(t, a.CheckSession(signature("another"), session.OpenID), "errcode=87009")
	reset, err := a.ResetUserSessionKey(signature(session.SessionKey), session.OpenID)
	if err != nil || reset.OpenID != session.OpenID || reset.SessionKey == session.SessionKey {
		t.Fatalf("%+v, error %v", reset, err)
	}
	wantError(t, a.CheckSession(signature(session.SessionKey), session.OpenID), "errcode=87009")
	if err := a.CheckSession(signature(reset.SessionKey), session.OpenID); err != nil {
		t.Error(err)
	}
	w.ExpireSessions(mockwx.Selection{})
	wantError(t, a.CheckSession(signature(reset.SessionKey), session.OpenID), "errcode=87007")
}

func TestPhoneNumber(t *testing.T) {
	w, a := start(t)
	w.code(t, "u1")
	phone, err := w.PhoneNumber(mockwx.DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.GetPhoneNumber(phone.Code)
	if err != nil || len(got.PhoneInfo.PurePhoneNumber) != 11 || got.PhoneInfo.CountryCode != "86" || got.PhoneInfo.WaterMark.AppID != mockwx.DefaultAppID {
		t.Errorf("%+v, error %v", got, err)
	}
	_, err = a.GetPhoneNumber(phone.Code)
	wantError(t, err, "errcode=40029")
}

func TestDecryption(t *testing.T) {
	w, a := start(t)
	app := sdk(mockwx.DefaultAppID, mockwx.DefaultSecret, false)
	session, err := a.Code2Session(w.code(t, "u1"))
	if err != nil {
		t.Fatal(err)
	}
	info, err := w.UserInfo(mockwx.DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	data, err := app.GetEncryptor().Decrypt(session.SessionKey, info.EncryptedData, info.IV)
	if err != nil || data.OpenID != session.OpenID || data.NickName == "" {
		t.Errorf("%+v, error %v", data, err)
	}
	phone, err := w.PhoneNumber(mockwx.DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	if data, err := app.GetEncryptor().Decrypt(session.SessionKey, phone.EncryptedData, phone.IV); err != nil || data.CountryCode != "86" {
		t.Errorf("%+v, error %v", data, err)
	}
	w.code(t, "u1") // displaces the key
	info, err = w.UserInfo(mockwx.DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	if data, err := app.GetEncryptor().Decrypt(session.SessionKey, info.EncryptedData, info.IV); err == nil {
		t.Errorf("opened with a displaced key: %+v", data)
	}
}

func TestARefusedTokenIsTold(t *testing.T) {
	w, a := start(t)
	session, err := a.Code2Session(w.code(t, "u1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.CheckSession(signature(session.SessionKey), session.OpenID); err != nil {
		t.Fatal(err)
	}
	w.ExpireTokens("")
	wantError(t, a.CheckSession(signature(session.SessionKey), session.OpenID), "errcode=42001")
}
