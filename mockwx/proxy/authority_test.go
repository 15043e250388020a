package proxy

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAuthorityIsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	first, err := OpenAuthority(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + ".key"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	again, err := OpenAuthority(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.pair.Certificate[0], again.pair.Certificate[0]) {
		t.Error("a second start made another authority")
	}
	text, _ := os.ReadFile(file)
	if strings.Contains(string(text), "PRIVATE KEY") {
		t.Error("the file for the backend holds the key")
	}
}

func TestFilesThatCannotServeAreErrorsAndAreKept(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(file string) error
		hint    string
	}{
		"no certificate":    {func(f string) error { return os.Remove(f) }, "delete that"},
		"no key":            {func(f string) error { return os.Remove(f + ".key") }, "choose another file"},
		"readable key":      {func(f string) error { return os.Chmod(f+".key", 0o644) }, "chmod 600"},
		"no PEM":            {func(f string) error { return os.WriteFile(f, []byte("notes"), 0o600) }, "PEM"},
		"of another key":    {func(f string) error { return otherKey(f) }, "private key does not match"},
		"certificate ended": {func(f string) error { return remake(f, time.Now().Add(-lifetime-time.Hour)) }, "it ended on"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "ca.pem")
			if _, err := OpenAuthority(file); err != nil {
				t.Fatal(err)
			}
			if err := test.prepare(file); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(file)
			_, err := OpenAuthority(file)
			if err == nil || !strings.Contains(err.Error(), test.hint) || !strings.Contains(err.Error(), file) {
				t.Errorf("error %v, want a hint of %q", err, test.hint)
			}
			if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
	if _, err := OpenAuthority(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("made an authority in no folder")
	}
}

func otherKey(file string) error {
	if _, err := OpenAuthority(file + ".other"); err != nil {
		return err
	}
	return os.Rename(file+".other.key", file+".key")
}

func remake(file string, at time.Time) error {
	os.Remove(file)
	os.Remove(file + ".key")
	return makePair(file, at)
}

func TestLeavesVouchForTheirNameAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	a, err := OpenAuthority(file)
	if err != nil {
		t.Fatal(err)
	}
	roots := pool(t, file)
	for _, name := range []string{Host, "localhost", "127.0.0.1", "::1"} {
		leaf, err := a.leaf(name, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: "example.com"}); err == nil {
			t.Errorf("%s: vouches for example.com", name)
		}
	}
}

func TestLeavesAreKeptBoundedAndRenewed(t *testing.T) {
	a, err := OpenAuthority(filepath.Join(t.TempDir(), "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	first, _ := a.leaf(Host, now)
	if again, _ := a.leaf(Host, now.Add(24*time.Hour)); again != first {
		t.Error("made twice")
	}
	if later, _ := a.leaf(Host, now.Add(leafLifetime)); later == first || now.Add(leafLifetime).After(later.Leaf.NotAfter) {
		t.Error("not renewed at its end")
	}
	for i := range 2 * maxLeaves {
		if _, err := a.leaf(fmt.Sprintf("h%d.test", i), now); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.leaves) > maxLeaves {
		t.Errorf("%d certificates are kept", len(a.leaves))
	}
}

func TestServerConfigTakesTheNameOrTheAddress(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	a, err := OpenAuthority(file)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := tls.Listen("tcp", "127.0.0.1:0", a.ServerConfig(""))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	for _, name := range []string{"localhost", "127.0.0.1", Host, "mock.test"} {
		go func() {
			if conn, err := ln.Accept(); err == nil {
				conn.(*tls.Conn).Handshake()
				conn.Close()
			}
		}()
		raw, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		conn := tls.Client(raw, &tls.Config{RootCAs: pool(t, file), ServerName: name})
		if err := conn.Handshake(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		conn.Close()
	}
}
