package mockwx

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"strings"
)

const controlPath = "/_wx/control/"

// refuseControl says why a control call may not be made; nil where it may. With
// a token set it needs it. Without one it must have come by a loopback address,
// which only this machine can send to; a call without an address (a handler
// called directly) is this process's own.
func (s *Server) refuseControl(hr *http.Request) *Reply {
	if !strings.HasPrefix(hr.URL.Path, controlPath) {
		return nil
	}
	if s.controlToken != "" {
		given, is := strings.CutPrefix(hr.Header.Get("Authorization"), "Bearer ")
		if !is || subtle.ConstantTimeCompare([]byte(given), []byte(s.controlToken)) != 1 {
			return refused(http.StatusUnauthorized, "control calls need the header Authorization: Bearer TOKEN, with the control token of this mock")
		}
		return nil
	}
	if addr, is := hr.Context().Value(http.LocalAddrContextKey).(net.Addr); is && !isLoopback(addr) {
		return refused(http.StatusForbidden, "control calls from other machines need a control token, and this mock has none set")
	}
	// A page of another site must not reach a mock through its visitor's browser.
	if origin := hr.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != hr.Host {
			return refused(http.StatusForbidden, "control calls of another site's pages are refused")
		}
	}
	return nil
}

func refused(status int, message string) *Reply {
	reply := errorReply(status, message)
	return &reply
}

func isLoopback(addr net.Addr) bool {
	tcp, is := addr.(*net.TCPAddr)
	return !is || tcp.IP.IsLoopback()
}
