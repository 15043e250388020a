package wrapper

import (
	"testing"

	"github.com/wxload/wxload/client/wx"
)

func TestWithoutALoginEndpointARequestWithACodeIsALogin(t *testing.T) {
	target := Target{Login: LoginEndpoint{Method: "GET", Path: AnyPath, Code: Place{InHeader, "X-WX-Code"}}}
	with := []wx.Header{{Name: "x-wx-code", Value: "c1"}}
	for _, c := range []struct {
		r            wx.Request
		login, apart bool
	}{
		{wx.Request{Method: "GET", URL: apiOrigin + "/a", Caller: 1, Header: with}, true, false},
		{wx.Request{Method: "POST", URL: apiOrigin + "/b", Header: with}, true, false},
		{wx.Request{Method: "GET", URL: apiOrigin + "/a", Caller: 1}, false, false},
	} {
		if target.IsLogin(&c.r) != c.login || target.Apart(&c.r) != c.apart {
			t.Errorf("%+v: a login %v, apart %v", c.r, target.IsLogin(&c.r), target.Apart(&c.r))
		}
	}
	if r := target.LoginRequest("c1"); r.URL != "/" || target.CodeOf(r) != "c1" {
		t.Errorf("a login of its own is %+v", r)
	}
}
