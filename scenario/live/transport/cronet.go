package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"
)

// cronetCode gives Chromium's code and name of a network error; devices send
// through Chromium's network stack and show them in errMsg.
//
// Chromium: net/base/net_error_list.h
func cronetCode(err error) (code, name string) {
	if errors.Is(err, io.EOF) {
		return "-100", "ERR_CONNECTION_CLOSED"
	}
	if code, name := tlsCode(err); code != "" {
		return code, name
	}
	return socketCode(err)
}

func socketCode(err error) (code, name string) {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "-105", "ERR_NAME_NOT_RESOLVED"
	}
	errno, _ := errors.AsType[syscall.Errno](err)
	switch errno {
	case syscall.ECONNREFUSED:
		return "-102", "ERR_CONNECTION_REFUSED"
	case syscall.ECONNRESET, syscall.EPIPE:
		return "-101", "ERR_CONNECTION_RESET"
	case syscall.ECONNABORTED:
		return "-103", "ERR_CONNECTION_ABORTED"
	case syscall.ETIMEDOUT:
		return "-118", "ERR_CONNECTION_TIMED_OUT"
	case syscall.EHOSTUNREACH, syscall.ENETUNREACH:
		return "-109", "ERR_ADDRESS_UNREACHABLE"
	case syscall.EADDRNOTAVAIL, syscall.EADDRINUSE: // this machine is out of ports
		return "-147", "ERR_ADDRESS_IN_USE"
	case syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM:
		return "-12", "ERR_INSUFFICIENT_RESOURCES"
	}
	return "-2", "ERR_FAILED"
}

// tlsCode gives empty strings for what is no error of TLS.
func tlsCode(err error) (code, name string) {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "-202", "ERR_CERT_AUTHORITY_INVALID"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "-200", "ERR_CERT_COMMON_NAME_INVALID"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if invalid.Reason == x509.Expired {
			return "-201", "ERR_CERT_DATE_INVALID"
		}
		return "-207", "ERR_CERT_INVALID"
	}
	_, record := errors.AsType[tls.RecordHeaderError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	if record || alert {
		return "-107", "ERR_SSL_PROTOCOL_ERROR"
	}
	return "", ""
}
