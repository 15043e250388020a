package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Host is the one host that a [Proxy] answers for.
const Host = "api.weixin.qq.com"

const (
	// maxConns bounds the connections of clients; more wait in the listener's queue.
	maxConns = 4096
	// grace is how long calls may take to end once Serve was told to stop.
	grace = time.Second
)

// Proxy is an HTTP proxy for [Host] alone: CONNECT to its port 443, or requests
// with whole URLs of its.
type Proxy struct {
	authority *Authority
	api       http.Handler
}

// New makes a proxy that answers in place of WeChat with api, the handler of a
// mock. Calls of the device and control calls (/_wx/…) do not get through: WeChat
// has none.
func New(authority *Authority, api http.Handler) *Proxy {
	return &Proxy{authority: authority, api: serverAPI(api)}
}

func serverAPI(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_wx/") {
			refuse(w, http.StatusForbidden, "the calls under /_wx/ are not part of "+Host+"; make them at the address of the mock itself")
			return
		}
		api.ServeHTTP(w, r)
	})
}

// Serve answers on ln until ctx ends, then lets the calls at work end and closes
// ln and every connection. It returns nil, or why ln failed.
func (p *Proxy) Serve(ctx context.Context, ln net.Listener) error {
	tunnels := newTunnels(ln.Addr())
	outside := newServer(ctx, p.route(tunnels))
	inside := newServer(ctx, p.api)
	served := make(chan error, 2)
	go func() { served <- outside.Serve(newLimited(ln, maxConns)) }()
	go func() { served <- inside.Serve(tls.NewListener(tunnels, p.authority.ServerConfig(Host))) }()
	var failed error
	waiting := 2
	select {
	case failed = <-served:
		failed = fmt.Errorf("proxy: serving on %v: %w", ln.Addr(), failed)
		waiting--
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	for _, server := range []*http.Server{outside, inside} {
		if server.Shutdown(limit) != nil {
			_ = server.Close() // only connections that never sent a whole request are left
		}
	}
	for range waiting {
		<-served
	}
	return failed
}

func newServer(ctx context.Context, handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second, // the TLS handshake's too
		ReadTimeout:       time.Minute,
		IdleTimeout:       5 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}

// route answers what a client sends to the proxy itself.
func (p *Proxy) route(tunnels *tunnels) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodConnect && isHost(r.Host, "443"):
			if err := tunnels.open(w); err != nil {
				refuse(w, http.StatusInternalServerError, err.Error())
			}
		case r.Method == http.MethodConnect || r.URL.IsAbs() && !isURL(r.URL):
			refuse(w, http.StatusForbidden, fmt.Sprintf(
				"wxload mock is a proxy for %s alone and refuses %s; add that host to NO_PROXY to reach it directly", Host, cut(r.Host)))
		case r.URL.IsAbs():
			p.api.ServeHTTP(w, r)
		default:
			refuse(w, http.StatusBadRequest, fmt.Sprintf("this is a proxy for %s: set HTTPS_PROXY=http://%s", Host, cut(r.Host)))
		}
	})
}

// isURL reports whether a URL is one of [Host] at its usual port. Some HTTP
// libraries send whole https URLs to a proxy in plain text, in place of CONNECT.
func isURL(u *url.URL) bool {
	port, web := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	if !web {
		return false
	}
	if u.Port() == "" {
		return isHost(net.JoinHostPort(u.Hostname(), port), port)
	}
	return isHost(u.Host, port)
}

// isHost reports whether an address is that of [Host] at a port.
func isHost(address, port string) bool {
	host, at, err := net.SplitHostPort(address)
	return err == nil && at == port && strings.EqualFold(strings.TrimSuffix(host, "."), Host)
}

// refuse answers with a sentence for people. One that cannot be sent shows at
// the client.
func refuse(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, sentence+"\n")
}

// cut keeps an answer short whatever a stranger sent.
func cut(text string) string {
	const most = 255
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}

var errStopping = errors.New("the proxy is stopping")
