package proxy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"sync"
	"time"
)

// lifetime is an authority's.
const lifetime = 10 * 365 * 24 * time.Hour

// Authority is a certificate authority of this machine, for tests alone. It may
// be used concurrently.
type Authority struct {
	pair tls.Certificate // Leaf is set

	mu     sync.Mutex
	leaves map[string]*tls.Certificate // by name, at most maxLeaves
}

// OpenAuthority reads the authority of a certificate file, or makes one if there
// is none yet. The certificate is file (PEM), its private key file.key; both are
// readable by their owner alone. Whoever has the key can pass for any host to
// those who trust the certificate.
func OpenAuthority(file string) (*Authority, error) {
	pair, err := readPair(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makePair(file, time.Now()); err == nil {
			pair, err = readPair(file)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("authority %s: %w", file, err)
	}
	return &Authority{pair: pair, leaves: make(map[string]*tls.Certificate)}, nil
}

// readPair reads and checks what makePair wrote. The error is fs.ErrNotExist only
// where both files are missing.
func readPair(file string) (tls.Certificate, error) {
	certificate, err := os.ReadFile(file)
	info, keyErr := os.Stat(keyFile(file))
	switch {
	case errors.Is(err, fs.ErrNotExist) && keyErr == nil:
		return tls.Certificate{}, fmt.Errorf("its certificate is missing, but %s is there; delete that to make both anew", keyFile(file))
	case err != nil:
		return tls.Certificate{}, err
	case errors.Is(keyErr, fs.ErrNotExist):
		// Without %w: the caller must not write over what is no file of ours.
		return tls.Certificate{}, fmt.Errorf("it exists, but its key %s does not; choose another file, or delete it to make both anew", keyFile(file))
	case keyErr != nil:
		return tls.Certificate{}, keyErr
	case info.Mode().Perm()&0o077 != 0:
		return tls.Certificate{}, fmt.Errorf("others can read its key; run chmod 600 %s", keyFile(file))
	}
	key, err := os.ReadFile(keyFile(file))
	if err != nil {
		return tls.Certificate{}, err
	}
	pair, err := tls.X509KeyPair(certificate, key)
	switch {
	case err != nil:
		return tls.Certificate{}, err
	case !pair.Leaf.IsCA:
		return tls.Certificate{}, errors.New("it is the certificate of a host, not of an authority; choose another file")
	case time.Now().After(pair.Leaf.NotAfter):
		return tls.Certificate{}, fmt.Errorf("it ended on %s; delete it and its key to make both anew", pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	return pair, nil
}

func keyFile(file string) string { return file + ".key" }

// makePair makes an authority and writes it, the key first: a certificate without
// a key could be trusted to no end.
func makePair(file string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.CreateCertificate(rand.Reader, authorityTemplate(now), authorityTemplate(now), key.Public(), key)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := writeNew(keyFile(file), "PRIVATE KEY", keyDER); err != nil {
		return err
	}
	return writeNew(file, "CERTIFICATE", der)
}

func authorityTemplate(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: "wxload mock WeChat, for tests only", Organization: []string{"wxload"}},
		NotBefore:             now.Add(-time.Hour), // clocks differ
		NotAfter:              now.Add(lifetime),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
}
