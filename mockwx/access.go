package mockwx

import (
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/wxload/wxload/mockwx/crossorigin"
)

const (
	ownPath     = "/_wx/"
	controlPath = "/_wx/control/"
)

// refuse says why a call of the device, a test or an operator may not be made; nil where
// it may, and for the server API, which WeChat itself has.
//
// One that brings the control token may come from anywhere. Others must not be a web
// page's of another site, and control calls must then have come by a loopback address,
// which only this machine can send to; a call without an address (a handler called
// directly) is this process's own. A control call by POST is JSON in any case.
func (s *Server) refuse(hr *http.Request) *Reply {
	if !strings.HasPrefix(hr.URL.Path, ownPath) {
		return nil
	}
	err := s.permit(hr)
	if err == nil && strings.HasPrefix(hr.URL.Path, controlPath) {
		err = crossorigin.CheckJSON(hr)
	}
	if refusal, is := errors.AsType[*crossorigin.Refusal](err); is {
		return refused(refusal.Status, refusal.Text)
	}
	return nil
}

func (s *Server) permit(hr *http.Request) error {
	control := strings.HasPrefix(hr.URL.Path, controlPath)
	switch {
	case s.controlToken != "" && s.hasToken(hr):
		return nil
	case s.controlToken != "" && control:
		return &crossorigin.Refusal{Status: http.StatusUnauthorized,
			Text: "control calls need the header Authorization: Bearer TOKEN, with the control token of this mock"}
	case control && !cameByLoopback(hr):
		return &crossorigin.Refusal{Status: http.StatusForbidden,
			Text: "control calls from other machines need a control token, and this mock has none set"}
	}
	return s.sites.Check(hr)
}

func (s *Server) hasToken(hr *http.Request) bool {
	given, is := strings.CutPrefix(hr.Header.Get("Authorization"), "Bearer ")
	return is && subtle.ConstantTimeCompare([]byte(given), []byte(s.controlToken)) == 1
}

func refused(status int, message string) *Reply {
	reply := errorReply(status, message)
	return &reply
}

func cameByLoopback(hr *http.Request) bool {
	addr, _ := hr.Context().Value(http.LocalAddrContextKey).(net.Addr)
	tcp, is := addr.(*net.TCPAddr)
	return !is || tcp.IP.IsLoopback()
}
