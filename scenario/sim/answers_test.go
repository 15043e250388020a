package sim

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// keeper keeps what a page gets, and what the app finds in the storage.
type keeper struct {
	wrapper.Wrapper
	env  wrapper.Env
	kept *strings.Builder
}

func (k keeper) Launch() *loop.Promise[any] {
	for _, key := range k.env.WX.Storage().Keys() {
		k.kept.WriteString(key + "=" + k.env.WX.GetStorage(key) + " ")
	}
	return k.Wrapper.Launch()
}

func (k keeper) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	p := k.Wrapper.Request(c)
	p.OnSettled(func(r *wx.Response, _ error) { k.kept.WriteString(string(r.Body) + " ") })
	return p
}

func TestAScriptHasAnswersAndAStorage(t *testing.T) {
	info, _ := wrapper.Find("reference")
	for token, want := range map[string]string{
		"valid":  `token=t0 agreed=true user={"token": "t0"} {"data":7} {"data":[1]} {"code":0,"data":{"name":"C"}} `,
		"absent": `agreed=true {"data":7} {"data":[1]} {"code":0,"data":{"name":"C"}} `,
	} {
		var kept strings.Builder
		own := info
		own.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper {
			return keeper{info.New(env, s), env, &kept}
		}
		script, err := Parse([]byte(`{"initial": {"token": "` + token + `"}, "storage": {"user": {"token": "{{token}}"}, "agreed": true},
			"answers": {"GET /open": {"data":7}, "GET /goods/*": {"data":[1]}}, "settings": {"whitelist": ["/open"]},
			"actions": [{"at": 0, "do": "launch"},
				{"at": 900, "do": "request", "name": "B", "path": "/open", "identity": false},
				{"at": 1000, "do": "request", "name": "A", "path": "/goods/17"},
				{"at": 1100, "do": "request", "name": "C", "path": "/other"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		if Run(script, own); kept.String() != want {
			t.Errorf("%s:\n%s, want\n%s", token, kept.String(), want)
		}
	}
}

func TestAnswersThatAreNoneAreRefused(t *testing.T) {
	if _, err := Parse([]byte(`{"actions": [], "answers": {"/x": 1}}`)); err == nil || !strings.Contains(err.Error(), `the answer to "/x"`) {
		t.Errorf("%v", err)
	}
}
