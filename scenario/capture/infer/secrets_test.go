package infer

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestNoSecretIsInWhatIsFound(t *testing.T) {
	const (
		phone    = "13912345678"
		password = "Hunter-22-Hunter"
		key      = "tiihtNczf5v6AKRyjwEUhQ=="
		appKey   = "0123456789abcdef0123456789abcdef"
		openid   = "o6zAJs0000000000000000000001"
		session  = "c5f1a2b3c4d5e6f7a8b9"
		mail     = "wang@corp.example.cn"
		signed   = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
		card     = "11010119900307123X"
	)
	c := recorded(
		step{call: "POST /login/" + phone, header: "Cookie: JSESSIONID=" + session + "\nX-App-Secret: " + appKey,
			body:   fmt.Sprintf(`{"code":"%s","appSecret":"%s","note":"of %s","deep":[{"password":"%s","n":%s}]}`, aCode, appKey, phone, password, phone),
			answer: fmt.Sprintf(`{"code":0,"data":{"token":"%s","session_key":"%s","openid":"%s"}}`, aToken, key, openid), cookie: "JSESSIONID=" + session},
		step{call: "GET /users/" + openid + "/mail?to=" + mail + "&token=" + aToken + "&again=" + session, header: "Authorization: Bearer " + aToken + "\nX-User: " + openid, answer: `{"code":0}`},
		step{call: "POST /bind", header: "Authorization: Bearer " + aToken + "\nX-Debug: " + key, answer: `{"code":0}`,
			body: fmt.Sprintf(`{"mobile":%s,"who":"%s","jwt":"%s","%s":"%s","card":"%s","first":"%s"}`, phone, openid, signed, aToken, "as a key", card, aCode)},
		step{call: "GET /" + aToken + "/x?phone=" + phone, header: "Authorization: Bearer " + aToken, answer: `{"code":0,"data":{"id":"` + session + `"}}`},
		step{call: "POST /form", header: "Authorization: Bearer " + aToken + "\nContent-Type: application/x-www-form-urlencoded", body: "idCard=" + card + "&pwd=" + password + "&note=" + phone + "&" + session + "=1"},
		step{call: "PATCH /" + session, body: "x"},
		step{call: "POST /xml/" + aToken, body: "<a>" + password + "</a>"},
	)
	for n := range c.Exchanges {
		c.Exchanges[n].Name = "call of " + phone + " with " + aToken
		c.Exchanges[n].Group = session
	}
	found := Infer(c)
	text, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"phone": phone, "password": password, "session_key": key, "appsecret": appKey, "openid": openid,
		"cookie": session, "mail": mail, "JWT": signed, "card": card, "token": aToken, "code": aCode} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the %s: %s", name, text)
		}
	}
	if len(found.Pages) == 0 || len(found.Replaced) < 6 {
		t.Errorf("%+v", found)
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	found := Infer(recorded(login("/login"), step{call: "POST /order", header: "token: " + aToken + "\nCookie: theme=dark",
		body: `{"sign":"","theme":"dark","time":1700000000000,"orderNo":"20260302081506001","big":12345678901234567890,"ok":true,"none":null,"list":[1,{"a":"<&>"}]}`}))
	want := `{"sign":"","theme":"dark","time":1700000000000,"orderNo":"20260302081506001","big":12345678901234567890,"ok":true,"none":null,"list":[1,{"a":"<&>"}]}`
	if got := string(found.Pages[0].Requests[0].Body); got != want || len(found.Replaced) > 0 {
		t.Errorf("%s, %q", got, found.Replaced)
	}
}
