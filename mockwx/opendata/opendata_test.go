package opendata

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// The vectors of WeChat's pages on signatures and on encrypted data, and of its
// sample code.
// https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html
const (
	vectorRawData = `{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN",` +
		`"avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}`
	vectorData = "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+" +
		"3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6" +
		"/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs" +
		"8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns" +
		"/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG" +
		"20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew=="
	vectorKey = "tiihtNczf5v6AKRyjwEUhQ=="
	vectorIV  = "r7BXXKkLb8qrSNn05n0qiA=="
)

func TestOfficialVectors(t *testing.T) {
	if got := Signature(vectorRawData, "HyVFkGl5F5OQWJZZaNzBBg=="); got != "75e81ceda165f4ffa64f4068af58c64b8f54b88c" {
		t.Errorf("signature %s", got)
	}
	text, err := Open(vectorKey, vectorData, vectorIV)
	if err != nil {
		t.Fatal(err)
	}
	var opened struct {
		NickName  string
		Watermark struct{ AppID string }
	}
	if err := json.Unmarshal(text, &opened); err != nil || opened.Watermark.AppID != "wx4f4bc4dec97d474b" || opened.NickName != "Band" {
		t.Errorf("%+v, error %v", opened, err)
	}
	if sealed, err := Seal(vectorKey, vectorIV, text); err != nil || sealed != vectorData {
		t.Errorf("sealed again: %s, error %v", sealed, err)
	}
}

func TestSealRefusesWhatIsNoKey(t *testing.T) {
	for _, call := range [][2]string{{"AAAA", vectorIV}, {vectorKey, "AAAA"}, {"?", "?"}} {
		if sealed, err := Seal(call[0], call[1], []byte("{}")); err == nil || sealed != "" {
			t.Errorf("Seal(%q, %q): %q, error %v", call[0], call[1], sealed, err)
		}
	}
}

func TestOpenRefusesWhatItCannotOpen(t *testing.T) {
	for name, call := range map[string][3]string{
		"no key":        {"", vectorData, vectorIV},
		"short key":     {"AAAA", vectorData, vectorIV},
		"bad base64":    {vectorKey, "%", vectorIV},
		"no data":       {vectorKey, "", vectorIV},
		"half a block":  {vectorKey, "AAAA", vectorIV},
		"short iv":      {vectorKey, vectorData, "AAAA"},
		"cut data":      {vectorKey, vectorData[:64], vectorIV},
		"another key":   {"AAAAAAAAAAAAAAAAAAAAAA==", vectorData, vectorIV},
		"nothing right": {"?", "?", "?"},
	} {
		if text, err := Open(call[0], call[1], call[2]); err == nil {
			t.Errorf("%s: opened %q", name, text)
		} else if strings.Contains(err.Error(), vectorKey) {
			t.Errorf("%s: the error holds the key: %v", name, err)
		}
	}
}

// What is sealed opens again; what is not never panics.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(`{"nickName":"Band"}`), vectorKey, vectorData, vectorIV)
	f.Add([]byte{}, "", "", "")
	f.Add(bytes.Repeat([]byte("x"), 16), vectorKey, vectorData[:24], vectorIV)
	f.Fuzz(func(t *testing.T, text []byte, key, data, iv string) {
		if opened, err := Open(key, data, iv); err == nil {
			raw, _ := base64.StdEncoding.DecodeString(data)
			if len(opened) >= len(raw) {
				t.Fatalf("%d bytes of %d", len(opened), len(raw))
			}
		}
		sealed, err := Seal(vectorKey, vectorIV, text)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := Open(vectorKey, sealed, vectorIV); err != nil || !bytes.Equal(opened, text) {
			t.Fatalf("%q came back as %q, error %v", text, opened, err)
		}
	})
}
