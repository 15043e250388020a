package confirm

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
)

// callID names a call of the platform as a replay does.
type callID struct {
	call    string // "wx.login", "checkSession", loginPost, ticketPost, refreshPost, "request", "own request" or "getUserInfo"
	request string // of a page's request: its name
	n       int    // among those of its kind, from 1; of a page's request: of its sends
}

// The POSTs that bring tokens, and the one that brings a ticket.
const (
	loginPost   = "login POST"
	ticketPost  = "ticket POST"
	refreshPost = "refresh POST"
)

func (id callID) String() string {
	name := id.call
	if id.request != "" {
		name += " " + id.request
	}
	return name + " #" + strconv.Itoa(id.n)
}

// call is a pending call of the platform: a request on its way.
type call struct {
	id      callID
	pass    *pass
	caller  int  // of a page's request: the client's number of it
	ordered bool // the gate knows what to do with it
	token   string
	spends  string // of a refresh POST: its refresh token
	// How many expiries came before its server acted, and which request of all it was then.
	served, servedRefresh, turn int

	request *wx.Request
	http    *transport.Call
	resp    *wx.Response
	err     error
	land    func(*wx.Response, error) // calls back
}

// start sends a request on a goroutine of its own, up to the gate.
func (d *director) start(id callID, device *transport.Client, r *wx.Request, land func(*wx.Response, error)) *call {
	d.counts[id]++
	id.n = d.counts[id]
	d.sent++
	server, path, err := d.serverOf(r.URL)
	c := &call{id: id, pass: d.gate.pass(d.sent, server), caller: r.Caller, request: r, token: d.settings.Target.TokenOf(r), land: land}
	if id.call == refreshPost {
		c.spends = d.settings.Target.RefreshTokenOf(r)
	}
	// A copy: the wrapper and the observer must not see the gate.
	marked := *r
	marked.URL = d.gateURL + path
	marked.Header = append(append([]wx.Header(nil), r.Header...), wx.Header{Name: callHeader, Value: c.pass.number})
	c.http = device.Call(&marked)
	d.calls = append(d.calls, c)
	d.sending.Go(func() {
		if c.err = err; err == nil {
			c.resp, c.err = c.http.Do()
		}
		if c.resp != nil { // the gate knows names in canonical form only
			c.resp.Spelled = []string{d.settings.Target.Renewed.Header}
		}
		select {
		case d.inbox <- c:
		case <-d.closed:
		}
	})
	return c
}

// serverOf is the server that a URL is of, and the rest of the URL.
func (d *director) serverOf(url string) (server http.Handler, path string, err error) {
	origin, ok := wx.Origin(url)
	if !ok {
		return nil, "", fmt.Errorf("%q is no URL", url)
	}
	server, err = d.proxy.to(origin)
	return server, url[len(origin):], err
}

// drop forgets a call whose answer nobody wants any more.
func (d *director) drop(c *call) {
	d.remove(c)
	close(c.pass.gone)
	c.http.Abort()
}

func (d *director) remove(c *call) {
	for i := range d.calls {
		if d.calls[i] == c {
			d.calls = append(d.calls[:i], d.calls[i+1:]...)
			return
		}
	}
}

func (d *director) find(id callID) *call {
	for _, c := range d.calls {
		if c.id == id {
			return c
		}
	}
	return nil
}

// deviceTimeout is that of a call to WeChat. The gate's patience ends before.
const deviceTimeout = time.Minute

// deviceCall is a call of the device to WeChat.
func (d *director) deviceCall(name, path string, land func(resp *wx.Response, errMsg string)) {
	body := gjson.AppendJSONString([]byte(`{"appid":`), d.appID)
	body = gjson.AppendJSONString(append(body, `,"user":`...), d.user)
	r := &wx.Request{
		Method: http.MethodPost, URL: d.backend.WeChat() + path, Body: append(body, '}'), Timeout: deviceTimeout,
		Header: []wx.Header{{Name: "Content-Type", Value: "application/json"}},
	}
	d.start(callID{call: name}, d.wechat, r, func(resp *wx.Response, err error) {
		if err != nil {
			land(&wx.Response{}, err.Error())
			return
		}
		land(resp, resp.JSON("errMsg").String())
	})
}
