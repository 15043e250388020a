package hostile

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// Certificate is a certificate with a fault; nobody trusts its authority.
type Certificate struct {
	Expired   bool
	OtherHost bool // it is not for 127.0.0.1
}

// ServeTLS serves a script over TLS with such a certificate.
func ServeTLS(t testing.TB, fault Certificate, script Script) *Server {
	t.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{fault.make(t)}}
	s := Serve(t, func(c *Conn) {
		secure := tls.Server(c.Conn, config)
		c.Conn = secure
		c.reader.Reset(secure)
		script(c)
	})
	s.URL = strings.Replace(s.URL, "http:", "https:", 1)
	return s
}

func (fault Certificate) make(t testing.TB) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(48 * time.Hour)}
	if fault.Expired {
		template.NotAfter = time.Now().Add(-24 * time.Hour)
	}
	if fault.OtherHost {
		template.IPAddresses, template.DNSNames = nil, []string{"other.example.com"}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
