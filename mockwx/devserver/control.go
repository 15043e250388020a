package devserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/wxload/wxload/mockwx/crossorigin"
)

// control answers the calls under /_dev/, unless another site's page may have made them.
func (s *Server) control() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /_dev/ledger", newLedgerPages(s))
	mux.HandleFunc("POST /_dev/expire-tokens", s.expireTokens)
	mux.HandleFunc("POST /_dev/expire-refresh-tokens", s.expireRefreshTokens)
	mux.HandleFunc("POST /_dev/tokens", s.seedTokens)
	mux.HandleFunc("/_dev/", func(w http.ResponseWriter, r *http.Request) {
		writeError(w, http.StatusNotFound,
			errors.New("no such control call: want GET /_dev/ledger, POST /_dev/expire-tokens, POST /_dev/expire-refresh-tokens or POST /_dev/tokens"))
	})
	rule := crossorigin.New(s.options.Addr, s.options.Hosts)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		crossorigin.Harden(w.Header(), crossorigin.Nothing)
		err := rule.Check(r)
		if err == nil {
			err = crossorigin.CheckJSON(r)
		}
		if refusal, is := errors.AsType[*crossorigin.Refusal](err); is {
			writeError(w, refusal.Status, refusal)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// expireTokens ends the tokens of some users, of a share of them, or of all.
func (s *Server) expireTokens(w http.ResponseWriter, r *http.Request) {
	var call struct {
		Users []string `json:"users"` // openids; absent means everybody
		Share *float64 `json:"share"` // 0 to 1; absent means 1
	}
	if err := readJSON(w, r, &call); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	share := 1.0
	if call.Share != nil {
		share = *call.Share
	}
	if share < 0 || share > 1 {
		writeError(w, http.StatusBadRequest, fmt.Errorf("share is %v: want a number from 0 to 1", share))
		return
	}
	var answer struct {
		Users int `json:"users"` // that held a valid token and now hold none
	}
	err := s.Update(func(m *Machine, now time.Time) { answer.Users = m.Expire(now, call.Users, share) })
	if err != nil {
		writeError(w, http.StatusInternalServerError, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// expireRefreshTokens ends the refresh tokens of some users, or of all.
func (s *Server) expireRefreshTokens(w http.ResponseWriter, r *http.Request) {
	var call struct {
		Users []string `json:"users"` // openids; absent means everybody
	}
	if err := readJSON(w, r, &call); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	var answer struct {
		Users int `json:"users"` // that held a valid one and now hold none
	}
	err := s.Update(func(m *Machine, now time.Time) { answer.Users = m.ExpireRefreshTokens(now, call.Users) })
	if err != nil {
		writeError(w, http.StatusInternalServerError, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// grants are what users were given, by openid.
type grants struct {
	Tokens        map[string]string `json:"tokens"`
	RefreshTokens map[string]string `json:"refresh_tokens,omitempty"` // none where the protocol has none
}

// seedTokens gives users tokens without a login.
func (s *Server) seedTokens(w http.ResponseWriter, r *http.Request) {
	var call struct {
		Users []string `json:"users"` // openids
		Valid *bool    `json:"valid"` // absent means true; false makes them expired
	}
	if err := readJSON(w, r, &call); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	valid := call.Valid == nil || *call.Valid
	answer := grants{make(map[string]string, len(call.Users)), map[string]string{}}
	for users := range slices.Chunk(call.Users, pageSize) {
		if status, err := s.seed(users, valid, answer); err != nil {
			writeError(w, status, err)
			return
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

// seed gives users tokens and notes them. The status goes with the error.
func (s *Server) seed(users []string, valid bool, into grants) (status int, err error) {
	var refused error
	err = s.Update(func(m *Machine, now time.Time) {
		for _, openid := range users {
			token, err := m.Seed(now, openid, "", valid)
			if err != nil {
				refused = fmt.Errorf("user %q: %w", openid, err)
				return
			}
			into.Tokens[openid] = token
			if refreshToken := m.SeedRefresh(now, openid); refreshToken != "" {
				into.RefreshTokens[openid] = refreshToken
			}
		}
	})
	if refused != nil {
		return http.StatusBadRequest, refused
	}
	return http.StatusInternalServerError, err
}

// readJSON reads the one object in a control call's body; none is an empty one.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	body, err := readBody(w, r)
	if err != nil {
		return fmt.Errorf("reading the body (at most %d bytes): %w", maxBody, err)
	}
	if len(body) == 0 {
		return nil
	}
	if err := strictJSON(body, into); err != nil {
		return fmt.Errorf("the body is not what this call takes: %w", err)
	}
	return nil
}

func writeError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"error": err.Error()})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(errors.Join(errors.New("devserver: encoding an answer"), err)) // plain structs cannot fail
	}
	write(w, status, body)
}

// strictJSON decodes one JSON value and refuses keys that it has no place for.
func strictJSON(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("there is something after the object")
	}
	return nil
}
