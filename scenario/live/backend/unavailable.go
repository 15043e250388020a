package backend

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/live/transport"
)

// UnavailableError is a server that cannot be reached, or an address that
// cannot be had.
type UnavailableError struct {
	What string // what was tried
	Err  error
	Hint string // what to do
}

// Error says what cannot be had, and why.
func (e *UnavailableError) Error() string { return fmt.Sprintf("%s: %v", e.What, e.Err) }

// Unwrap returns the cause.
func (e *UnavailableError) Unwrap() error { return e.Err }

// unavailable is a call that got no answer. hint is for a server that is not there; what
// else it may be has hints of its own. An error that is one already stays as it is.
func unavailable(what string, err error, hint string) error {
	if already, is := errors.AsType[*UnavailableError](err); is {
		return already
	}
	for _, of := range []func(error) string{certificateHint, tlsHint, networkHint} {
		if own := of(err); own != "" {
			hint = own
			break
		}
	}
	return &UnavailableError{what, err, hint}
}

// certificateHint says what is wrong with a server's certificate. A phone would refuse
// it, too.
func certificateHint(err error) string {
	if _, unknown := errors.AsType[x509.UnknownAuthorityError](err); unknown {
		return "its certificate is signed by an authority that this machine does not trust; SSL_CERT_FILE=FILE names a file with the certificate of that authority"
	}
	if host, wrong := errors.AsType[x509.HostnameError](err); wrong {
		return fmt.Sprintf("its certificate is for %s and not for %s; use a name that it has", namesOf(host.Certificate), host.Host)
	}
	invalid, is := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case !is:
		return ""
	case invalid.Reason == x509.Expired:
		return fmt.Sprintf("its certificate is good from %s to %s; renew it, or set this machine's clock",
			day(invalid.Cert.NotBefore), day(invalid.Cert.NotAfter))
	}
	return "its certificate cannot be used: " + invalid.Error()
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// maxNames is how many of a certificate's names are shown.
const maxNames = 3

func namesOf(c *x509.Certificate) string {
	names := c.DNSNames
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "no name"
	}
	more := ""
	if len(names) > maxNames {
		names, more = names[:maxNames], " …"
	}
	return strings.Join(names, ", ") + more
}

// tlsHint tells a server that speaks another protocol than the URL says.
func tlsHint(err error) string {
	if _, plain := errors.AsType[tls.RecordHeaderError](err); plain {
		return "it does not speak TLS there; is it http:// and not https://?"
	}
	if _, refused := errors.AsType[tls.AlertError](err); refused {
		return "it refuses the TLS connection; does it ask for a certificate of the client, or for an old version of TLS?"
	}
	return ""
}

// networkHint tells the faults that have nothing to do with whether a server runs.
func networkHint(err error) string {
	if to, redirected := errors.AsType[*transport.RedirectError](err); redirected {
		return redirectHint(to)
	}
	if _, unknown := errors.AsType[*net.DNSError](err); unknown {
		return "is the name right? this machine does not know it"
	}
	failed, _ := errors.AsType[*wx.Error](err)
	switch {
	case failed == nil:
		return ""
	case failed.Errno == errno.Timeout:
		return "it took the connection, or the packets went nowhere, and nothing came back in time: is it stuck, or behind a firewall?"
	case failed.Errno == errno.Redirects:
		return "it redirects in a circle; name the final address"
	case strings.Contains(failed.ErrMsg, "ERR_INVALID_HTTP_RESPONSE"):
		return "it does not speak HTTP/1.1 there; is it https:// and not http://?"
	case strings.Contains(failed.ErrMsg, "ERR_EMPTY_RESPONSE"), strings.Contains(failed.ErrMsg, "ERR_CONNECTION_RESET"):
		return "it took the connection and closed it without an answer; its own log may say why; is it https:// and not http://?"
	}
	return ""
}

func redirectHint(to *transport.RedirectError) string {
	return fmt.Sprintf("it redirects to %s, which is not allowed; name the final address, or add --allow-host %[1]s", to.Host)
}
