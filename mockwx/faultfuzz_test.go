package mockwx

import (
	"bytes"
	"net/http"
	"testing"
)

// FuzzFaults puts whatever it is given: what is accepted can be put again as GET
// lists it, and changes nothing then.
func FuzzFaults(f *testing.F) {
	for _, body := range []string{
		`{}`, `{"faults":[]}`, `{"faults":[{"endpoint":"login","errcode":-1,"rate":0.5}]}`,
		`{"faults":[{"endpoint":"userinfo","share":0.5,"from":"10s","to":"1m30s","content_type":"text/html"}]}`,
		`{"faults":[{"endpoint":"phonenumber","latency":"lognormal(50ms, 0.5)","body":"slow","users":["u1","\u0000"]}]}`,
		`{"faults":[{"endpoint":"token","tls":true},{"endpoint":"token","reset_after":true},{"endpoint":"token","status":429}]}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := NewUnstarted(ServerOptions{})
		if err != nil {
			t.Fatal(err)
		}
		put := func(body []byte) Reply {
			return s.handleFaults(Request{Method: http.MethodPut, Path: "/_wx/control/faults", Body: body})
		}
		first := put(body)
		if first.Status != http.StatusOK {
			if len(s.faults.Load().faults) != 0 {
				t.Error("a refused PUT set faults")
			}
			return
		}
		if again := put(first.Body); again.Status != http.StatusOK || !bytes.Equal(first.Body, again.Body) {
			t.Errorf("%s\nand again %d %s", first.Body, again.Status, again.Body)
		}
	})
}
