package backend_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/scenario/live/backend"
)

// certified serves HTTPS with a certificate of its own for the names, good for a time.
func certified(t *testing.T, from, to time.Time, names ...string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: from, NotAfter: to, DNSNames: names}
	if len(names) == 0 {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(status(200))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// rawTarget answers every connection with a text, and closes it.
func rawTarget(t *testing.T, answer string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			c.Read(make([]byte, 4096))
			io.WriteString(c, answer)
			c.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestWhyATargetCannotBeReachedIsTold(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	now := time.Now()
	year := 365 * 24 * time.Hour
	plain := httptest.NewServer(status(200))
	defer plain.Close()
	circle := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }))
	defer circle.Close()
	https := certified(t, now.Add(-year), now.Add(year))
	for name, test := range map[string]struct{ target, want, hint string }{
		"an authority that nobody knows": {https, "ERR_CERT_AUTHORITY_INVALID", "SSL_CERT_FILE"},
		"another host's certificate": {certified(t, now.Add(-year), now.Add(year), "api.example.com", "www.example.com"), "ERR_CERT_COMMON_NAME_INVALID",
			"is for api.example.com, www.example.com and not for 127.0.0.1"},
		"a certificate of last year": {certified(t, now.Add(-2*year), now.Add(-year)), "ERR_CERT_DATE_INVALID", now.Add(-year).UTC().Format("2006-01-02")},
		"a certificate of next year": {certified(t, now.Add(year), now.Add(2*year)), "ERR_CERT_DATE_INVALID", "clock"},
		"HTTPS where it is HTTP":     {strings.Replace(plain.URL, "http:", "https:", 1), "ERR_SSL_PROTOCOL_ERROR", "is it http://"},
		"HTTP where it is HTTPS":     {strings.Replace(https, "https:", "http:", 1), "answered HTTP 400", "write https://"},
		"no HTTP at all":             {rawTarget(t, "SSH-2.0-x\r\n"), "ERR_INVALID_HTTP_RESPONSE", "https:// and not http://"},
		"no answer":                  {rawTarget(t, ""), "net::ERR_", "without an answer"},
		"a circle":                   {circle.URL, "ERR_TOO_MANY_REDIRECTS", "circle"},
		"an unknown name":            {"http://nobody.invalid", "ERR_NAME_NOT_RESOLVED", "is the name right?"},
	} {
		err := probe(t, "mock: {url: "+mock+"}\ntarget: {url: \""+test.target+"\"}\nflow: [launch]\n")
		hint := ""
		if missing, is := errors.AsType[*backend.UnavailableError](err); is {
			hint = missing.Hint
		} else if misfit, is := errors.AsType[*backend.MisfitError](err); is {
			hint = misfit.Hint
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(hint, test.hint) {
			t.Errorf("%s: got %v, hint %q; want %q and %q", name, err, hint, test.want, test.hint)
		}
	}
}

func TestATargetThatNeverAnswersIsToldFromOneThatIsNotThere(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	released := make(chan struct{})
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-released }))
	defer target.Close()
	defer close(released)
	err := probe(t, "mock: {url: "+mock+"}\ntarget: {url: "+target.URL+"}\nwrapper: {timeout: 200ms}\nflow: [launch]\n")
	missing, is := errors.AsType[*backend.UnavailableError](err)
	if !is || !strings.Contains(missing.Hint, "is it stuck") {
		t.Errorf("got %#v", err)
	}
}
