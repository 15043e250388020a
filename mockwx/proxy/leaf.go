package proxy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"time"
)

const (
	// maxLeaves bounds the certificates that are kept: names come from strangers.
	maxLeaves = 64
	// leafLifetime is a host certificate's. Some clients refuse more than 398 days.
	leafLifetime = 90 * 24 * time.Hour
)

// ServerConfig is the TLS of a server with a certificate of a for name. An empty
// name means the one that a client asks for, or else the address it came to.
// It speaks HTTP/1.1 only, whose connections faults can cut.
func (a *Authority) ServerConfig(name string) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			switch {
			case name != "":
				return a.leaf(name, time.Now())
			case hello.ServerName != "":
				return a.leaf(hello.ServerName, time.Now())
			}
			host, _, err := net.SplitHostPort(hello.Conn.LocalAddr().String())
			if err != nil {
				return nil, fmt.Errorf("client names no host: %w", err)
			}
			return a.leaf(host, time.Now())
		},
	}
}

// leaf is the certificate for a host name or an IP address.
func (a *Authority) leaf(name string, now time.Time) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if leaf := a.leaves[name]; leaf != nil && now.Before(leaf.Leaf.NotAfter.Add(-time.Hour)) {
		return leaf, nil
	}
	leaf, err := a.issue(name, now)
	if err != nil {
		return nil, fmt.Errorf("making a certificate for %q: %w", name, err)
	}
	if len(a.leaves) >= maxLeaves {
		// Any will do: a test has one or two names, and a new one costs no millisecond.
		for other := range a.leaves {
			delete(a.leaves, other)
			break
		}
	}
	a.leaves[name] = leaf
	return leaf, nil
}

func (a *Authority) issue(name string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{"wxload mock WeChat"}},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(leafLifetime),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.pair.Leaf, key.Public(), a.pair.PrivateKey)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.pair.Certificate[0]}, PrivateKey: key, Leaf: parsed}, nil
}
