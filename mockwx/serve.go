package mockwx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/wxload/wxload/mockwx/crossorigin"
	"github.com/wxload/wxload/mockwx/internal/answer"
)

// maxBody bounds the body of a request, and its header.
const maxBody = 64 << 10

// Handler answers the mock's calls, to be mounted at the root of any HTTP server.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// serve answers one call.
func (s *Server) serve(w http.ResponseWriter, hr *http.Request) {
	if p := hr.URL.Path; p != "/" && p != "/metrics" && p != "/healthz" {
		s.calling(1)
		defer s.calling(-1)
	}
	body, err := readBody(hr)
	switch {
	case errors.Is(err, errBodyTooLarge):
		write(w, errorReply(http.StatusRequestEntityTooLarge, err.Error()))
		return
	case err != nil:
		write(w, errorReply(http.StatusBadRequest, "reading the body: "+err.Error()))
		return
	}
	r := Request{Method: hr.Method, Path: hr.URL.Path, Query: hr.URL.RawQuery, Body: body}
	endpoint := endpointOf(r.Path)
	if endpoint == "" {
		crossorigin.Harden(w.Header(), crossorigin.Nothing)
	}
	if refusal := s.refuse(hr); refusal != nil {
		write(w, *refusal)
		return
	}
	switch {
	case endpoint != "":
		s.serveEndpoint(w, hr, r, endpoint)
	case r.Path == ledgerPath:
		s.ledger.serve(w, r)
	case r.Path == "/" && isRead(r.Method):
		crossorigin.Harden(w.Header(), pagePolicy())
		write(w, Reply{http.StatusOK, "text/html; charset=utf-8", page()})
	default:
		write(w, s.serveOther(hr.Context(), w.Header(), r))
	}
}

func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// serveEndpoint answers a call of the device or of the server API.
func (s *Server) serveEndpoint(w http.ResponseWriter, hr *http.Request, r Request, endpoint string) {
	var began time.Time
	if s.log != nil {
		began = time.Now()
	}
	if set := s.faults.Load(); len(set.faults) > 0 {
		reply, result, send := s.serveFaulty(hr.Context(), w, r, endpoint, set)
		s.record(hr.Context(), r, endpoint, reply.Status, result, began)
		send()
		return
	}
	reply := s.handle(r)
	s.record(hr.Context(), r, endpoint, reply.Status, reply.result(), began)
	write(w, reply)
}

// record tells metrics and log of a call.
func (s *Server) record(ctx context.Context, r Request, endpoint string, status int, result string, began time.Time) {
	s.metrics.count(endpoint, result)
	if s.log == nil {
		return
	}
	var user string
	s.Do(func(_ time.Time, m *Machine) { user = m.userOf(r) })
	s.logCall(ctx, r, user, status, result, time.Since(began))
}

// serveOther answers all other calls: those of a test or an operator, and paths that do
// not exist.
func (s *Server) serveOther(ctx context.Context, h http.Header, r Request) Reply {
	switch {
	case r.Path == pathFaults:
		return s.handleFaults(r)
	case !isRead(r.Method):
	case r.Path == "/metrics":
		return s.metricsReply()
	case r.Path == "/healthz":
		return s.healthReply()
	}
	if !strings.HasPrefix(r.Path, ownPath) {
		s.sayUnknown(ctx, h, r)
	}
	return s.handle(r)
}

// sayUnknown tells people, beside the body, which is WeChat's, that it is the mock that
// lacks a call.
func (s *Server) sayUnknown(ctx context.Context, h http.Header, r Request) {
	const text = "the mock does not have this call (yet)"
	h.Set("X-Wxload", text)
	if s.log != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, text, slog.String("method", cut(r.Method)), slog.String("path", cut(r.Path)))
	}
}

// healthReply is GET /healthz: 200, or 500 while the store fails.
func (s *Server) healthReply() Reply {
	if err := s.health(); err != nil {
		return errorReply(http.StatusInternalServerError, err.Error())
	}
	return jsonReply(http.StatusOK, map[string]string{"status": "ok"})
}

func (s *Server) handle(r Request) (reply Reply) {
	if err := s.do(func(now time.Time, m *Machine) { reply = m.Handle(now, r) }); err != nil {
		return errorReply(http.StatusInternalServerError, err.Error())
	}
	return reply
}

// faultList is the JSON of /_wx/control/faults.
type faultList struct {
	Faults []Fault `json:"faults"`
}

// handleFaults is GET and PUT /_wx/control/faults.
func (s *Server) handleFaults(r Request) Reply {
	switch r.Method {
	case http.MethodGet:
		return s.faultsReply()
	case http.MethodPut:
		var list faultList
		err := decodeStrictly(r.Body, &list)
		if err == nil {
			err = s.SetFaults(list.Faults)
		}
		if err != nil {
			return errorReply(http.StatusBadRequest, err.Error())
		}
		return s.faultsReply()
	}
	return errorReply(http.StatusMethodNotAllowed, "use GET, or PUT with {\"faults\": [...]}")
}

// faultsReply lists the faults in force.
func (s *Server) faultsReply() Reply {
	return jsonReply(http.StatusOK, faultList{s.faults.Load().list()})
}

var errBodyTooLarge = fmt.Errorf("body over %d bytes", maxBody)

// readBody reads a body of at most maxBody bytes.
func readBody(hr *http.Request) ([]byte, error) {
	if hr.ContentLength == 0 {
		return nil, nil
	}
	if hr.ContentLength > maxBody {
		return nil, errBodyTooLarge
	}
	if hr.ContentLength > 0 {
		body := make([]byte, hr.ContentLength)
		_, err := io.ReadFull(hr.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(hr.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = errBodyTooLarge
	}
	return body, err
}

// write sends a reply. One that cannot be sent shows at the client.
func write(w http.ResponseWriter, r Reply) {
	answer.Guard(w, answer.Patience)
	w.Header()["Content-Type"] = []string{r.ContentType}
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body)
}

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
