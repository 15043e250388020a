package backend

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
)

// standIn is the control side of a stand-in developer server, embedded or in
// another process.
type standIn struct {
	base    string
	control *transport.Client
}

func newStandIn(base string, allowHost func(string) bool) *standIn {
	return &standIn{base, newControl(allowHost)}
}

// standInLedger is what it has counted since its start.
type standInLedger struct {
	Boot     string `json:"boot"` // names the start
	Requests int64  `json:"requests"`

	Refreshes           int64 `json:"refreshes"`
	RefreshesRefused    int64 `json:"refreshes_refused"`
	RefreshTokensReused int64 `json:"refresh_tokens_reused"`

	Orders map[string]int `json:"orders"`
	// Replayed has the openid whose order it was, by the ids of those that were
	// accepted more than once.
	Replayed map[string]string `json:"replayed"`
}

func (d *standIn) readLedger() (*standInLedger, error) {
	l := &standInLedger{}
	return l, d.call(http.MethodGet, "/_dev/ledger", nil, l)
}

// grants are what users were given, by openid.
type grants struct {
	Tokens        map[string]string `json:"tokens"`
	RefreshTokens map[string]string `json:"refresh_tokens"` // where the target has those
}

// seed gives users tokens without a login.
func (d *standIn) seed(openids []string, valid bool) (all grants, err error) {
	all = grants{map[string]string{}, map[string]string{}}
	for part := range chunks(openids) {
		answer := grants{}
		if err := d.call(http.MethodPost, "/_dev/tokens", map[string]any{"users": part, "valid": valid}, &answer); err != nil {
			return all, err
		}
		maps.Copy(all.Tokens, answer.Tokens)
		maps.Copy(all.RefreshTokens, answer.RefreshTokens)
	}
	return all, nil
}

// expire ends the "tokens" of users, or their "refresh-tokens", by openid; nil means
// everybody.
func (d *standIn) expire(what string, openids []string) error {
	if openids == nil {
		return d.call(http.MethodPost, "/_dev/expire-"+what, map[string]any{}, nil)
	}
	for part := range chunks(openids) {
		if err := d.call(http.MethodPost, "/_dev/expire-"+what, map[string]any{"users": part}, nil); err != nil {
			return err
		}
	}
	return nil
}

func (d *standIn) call(method, path string, in, out any) error {
	r := &wx.Request{Method: method, URL: d.base + path, Timeout: wechatTimeout}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return err
		}
		r.Body = body
		r.Header = jsonHeader()
	}
	resp, err := d.control.Call(r).Do()
	if err != nil {
		return fmt.Errorf("%s at the developer server: %w", path, err)
	}
	if !resp.Success() {
		return fmt.Errorf("%s at the developer server: HTTP %d%s", path, resp.Status, denied(resp))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(resp.Body, out); err != nil {
		return fmt.Errorf("%s at the developer server: %w", path, err)
	}
	return nil
}

// chunks splits a list so that each part fits into a control call.
func chunks(all []string) iter.Seq[[]string] { return slices.Chunk(all, 1000) }
