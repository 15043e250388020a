package confirm

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"
)

// proxy sends on what the gate lets through. It is safe for concurrent use.
type proxy struct {
	transport *http.Transport
	allow     func(host string) bool // nil allows all
}

func newProxy(allow func(string) bool) *proxy {
	return &proxy{&http.Transport{DisableCompression: true, ForceAttemptHTTP2: true}, allow}
}

// to is the server at an origin, such as https://api.example.com.
func (p *proxy) to(origin string) (http.Handler, error) {
	u, err := url.Parse(origin)
	switch {
	case err != nil:
		return nil, err
	case p.allow != nil && !p.allow(u.Hostname()):
		return nil, fmt.Errorf("%s is none of the scenario's hosts", u.Host)
	}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(u)
			r.Out.Header.Del(callHeader)
			r.Out.Header.Del("Accept-Encoding") // the director reads the answer
		},
		Transport: p.transport,
		ErrorLog:  log.New(io.Discard, "", 0), // what fails is answered with 502
	}, nil
}

// serve serves on a free port of loopback. stop breaks what is under way and
// waits for it.
func serve(h http.Handler) (url string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = server.Serve(listener) // a listener that breaks shows in the calls
	}()
	return "http://" + listener.Addr().String(), func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close() // only connections that never sent a request are left
		}
		<-stopped
	}, nil
}
