package platform_test

import (
	"testing"

	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

func TestWhatARequestSends(t *testing.T) {
	const url = "url: 'https://a.example/x'"
	for _, c := range []struct{ name, options, want string }{
		{"nothing but a url", url, "GET https://a.example/x  "},
		{"a lower-case method", url + ", method: 'post', data: {a: 1}", `POST https://a.example/x {"a":1} application/json`},
		{"data of a get", url + ", data: {a: 1, b: 'ü ', c: [1], d: undefined}", "GET https://a.example/x?a=1&b=%C3%BC+&c=%5B1%5D  "},
		{"a form", url + ", method: 'POST', data: {a: 1, b: 'x y'}, header: {'content-type': 'application/x-www-form-urlencoded'}", "POST https://a.example/x a=1&b=x+y application/x-www-form-urlencoded"},
		{"a text", url + ", method: 'POST', data: 'raw', header: {'Content-Type': 'text/plain'}", "POST https://a.example/x raw text/plain"},
		{"a text without a type", url + ", method: 'PUT', data: '{}'", "PUT https://a.example/x {} application/json"},
		{"a text of a get", url + ", data: 'a=1'", "GET https://a.example/x?a=1  "},
		{"bytes", url + ", method: 'POST', data: new Uint8Array([104, 105]).buffer", "POST https://a.example/x hi application/json"},
		{"a number", url + ", method: 'POST', data: 5", "POST https://a.example/x 5 application/json"},
		{"null", url + ", method: 'POST', data: null", "POST https://a.example/x  "},
		{"an object that tells its JSON", url + ", method: 'POST', data: {toJSON() { return {b: 2} }}", `POST https://a.example/x {"b":2} application/json`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDevice(t, platform.Config{})
			d.run("wx.request({" + c.options + "})")
			r := d.sent[0]
			if got := r.Method + " " + r.URL + " " + string(r.Body) + " " + r.HeaderValue("Content-Type"); got != c.want {
				t.Errorf("sent %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestHeadersAreTexts(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run("wx.request({url: 'https://a.example/', timeout: 1500, header: {b: 1, a: undefined, Referer: 'mine', c: null}})")
	want(t, "timeout", []string{d.sent[0].Timeout.String()}, []string{"1.5s"})
	var lines []string
	for _, h := range d.sent[0].Header {
		lines = append(lines, h.Name+": "+h.Value)
	}
	want(t, "header", lines, []string{"b: 1", "a: undefined", "c: null", "Referer: https://servicewechat.com/wx1/0/page-frame.html"})
}

func TestWhatARequestGets(t *testing.T) {
	header := []wx.Header{{Name: "X-A", Value: "1"}, {Name: "Set-Cookie", Value: "a=1; Path=/"}, {Name: "Content-Type", Value: "application/json"},
		{Name: "Set-Cookie", Value: "b=2"}, {Name: "X-A", Value: "2"}}
	for _, c := range []struct{ name, options, body, want string }{
		{"JSON", "", `{"a":[1,-2.5,"ü",true,null,{}],"__proto__":{"x":1}}`, `{"a":[1,-2.5,"ü",true,null,{}],"__proto__":{"x":1}}`},
		{"no JSON", "", "<html>", `"<html>"`},
		{"nothing", "", "", `""`},
		{"a text that is asked for", "dataType: '其他', ", `{"a":1}`, `"{\"a\":1}"`},
		{"a text", "responseType: 'text', ", `{"a":1}`, `{"a":1}`},
		{"a number", "", "12", "12"},
		{"a big number", "", "12345678901234567890", "12345678901234567000"},
		{"bad UTF-8", "", "a\xff", `"a�"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDevice(t, platform.Config{})
			d.serve = func(*wx.Request) (*wx.Response, error) {
				return &wx.Response{Status: 201, Body: []byte(c.body), Header: header}, nil
			}
			d.run(show + "wx.request({" + c.options + "url: 'https://a.example/', success: (r) => log(show(r.data)), complete: (r) => { delete r.data; log(show(r)) }})")
			want(t, "logged", d.lines, []string{c.want,
				`{"statusCode":201,"header":{"Content-Type":"application/json","Set-Cookie":"a=1; Path=/,b=2","X-A":"1,2"},"cookies":["a=1; Path=/","b=2"],"errMsg":"request:ok"}`})
		})
	}
}

func TestBytesThatARequestGets(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run("wx.request({url: 'https://a.example/', responseType: 'arraybuffer', success: (r) => log(r.data.byteLength + r.data.constructor.name)})")
	want(t, "logged", d.lines, []string{"2ArrayBuffer"})
}

func TestRequestsThatFail(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.serve = func(*wx.Request) (*wx.Response, error) {
		return nil, &wx.Error{ErrMsg: "request:fail timeout", Errno: errno.Network}
	}
	d.run(show + `
		wx.request({url: 'https://a.example/', ...told('a')});
		wx.request({url: 'nowhere', ...told('b')});
		wx.request({...told('c')});
		wx.uploadFile({url: 'https://a.example/', fail: (r) => log(show(r))});
		wx.request({url: 'https://a.example/'});
		log(typeof wx.request({url: 'https://a.example/'}).then);
	`)
	invalid := `{"errMsg":"request:fail invalid url","errno":600009}`
	missing := `{"errMsg":"request:fail parameter error: parameter.url should be String instead of Undefined;"}`
	timeout := `{"errMsg":"request:fail timeout","errno":600001}`
	want(t, "logged", d.lines, []string{"undefined", "b fail " + invalid, "b complete " + invalid, "c fail " + missing, "c complete " + missing,
		"a fail " + timeout, "a complete " + timeout, `{"errMsg":"uploadFile:fail timeout","errno":600001}`})
	want(t, "reported", d.errors, nil)
}

func TestTasks(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(show + `
		const t = wx.request({url: 'https://a.example/', success: () => log('never'), fail: (r) => log(r.errMsg), complete: () => log('complete')});
		t.abort();
		t.abort();
		const {abort} = wx.request({url: 'https://a.example/', success: () => { log('success'); abort() }});
		const u = wx.request({url: 'https://a.example/', success: () => log('after the header')});
		const never = () => log('never');
		u.onHeadersReceived((r) => log(r.statusCode + show(r.header)));
		u.onHeadersReceived(never);
		u.offHeadersReceived(never);
		u.onChunkReceived(never);
		u.mine = 1;
		log(Object.keys(u).length + '' + u.mine + String(u.other));
		log(String(t instanceof Object));
	`)
	want(t, "logged", d.lines, []string{"81undefined", "true", "request:fail abort", "complete", "success", "200{}", "after the header"})
}

func TestFilesGoUpAndDown(t *testing.T) {
	d := newDevice(t, platform.Config{})
	d.run(show + `
		const t = wx.uploadFile({url: 'https://a.example/up', filePath: 'x', name: 'picture', formData: {a: 1}, header: {token: 't'}, success: (r) => log(show(r))});
		t.onProgressUpdate((p) => log(show(p)));
		wx.downloadFile({url: 'https://a.example/down', success: (r) => log(show(r))});
	`)
	want(t, "logged", d.lines, []string{`{"progress":100,"totalBytesSent":1024,"totalBytesExpectedToSend":1024}`, `{"data":"{}","statusCode":200,"errMsg":"uploadFile:ok"}`,
		`{"tempFilePath":"http://tmp/1","statusCode":200,"dataLength":2,"errMsg":"downloadFile:ok"}`})
	up := d.sent[0]
	if up.Method != "POST" || up.HeaderValue("token") != "t" || up.HeaderValue("Content-Type") != "multipart/form-data; boundary=----wxload-form-boundary-7d1f0c52" {
		t.Errorf("sent %s %v", up.Method, up.Header)
	}
	for _, part := range []string{"name=\"a\"\r\n\r\n1\r\n", "name=\"picture\"; filename=\"x\""} {
		if !contains(up.Body, part) {
			t.Errorf("the form has no %q", part)
		}
	}
}

func contains(b []byte, part string) bool { return len(part) > 0 && indexOf(string(b), part) >= 0 }

func indexOf(s, part string) int {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return i
		}
	}
	return -1
}

func TestAnswersThatNestDeeplyAreTexts(t *testing.T) {
	d := newDevice(t, platform.Config{})
	deep := make([]byte, 0, 200_000)
	for range 100_000 {
		deep = append(deep, '[')
	}
	for range 100_000 {
		deep = append(deep, ']')
	}
	d.serve = func(*wx.Request) (*wx.Response, error) { return &wx.Response{Status: 200, Body: deep}, nil }
	d.run("wx.request({url: 'https://a.example/', success: (r) => log(typeof r.data)})")
	want(t, "logged", d.lines, []string{"string"})
}
