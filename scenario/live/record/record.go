// Package record keeps what the clients of a live run did that showed a defect: a
// trace for people, and a script with which the simulator does it again.
package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// Schema is that of a record's file.
const Schema = "wxload.record/v1"

// Record is one run of an app, from its cold start to its end, in which a client
// showed a defect. It holds no token and no code, only their numbers.
type Record struct {
	Schema   string   `json:"schema"`
	Version  string   `json:"version"` // of the tool that wrote it
	Client   int      `json:"client"`  // its number, from 1
	Wrapper  string   `json:"wrapper"`
	Scenario string   `json:"scenario"`
	Defects  []Defect `json:"defects"` // in the order in which they showed
	// Held reports whether the storage held a token at the start: token 1.
	Held   bool        `json:"held"`
	Events []Event     `json:"events"`
	Script *sim.Script `json:"script"`
}

// Defect is a class and kind of defects, where the client first showed it.
type Defect struct {
	Class string `json:"class"`
	Kind  string `json:"kind,omitempty"`
	// Event is the place in Events of the one with which the defect is there.
	Event int `json:"event"`
}

// Event is one step of the client. Fields that a kind does not name are zero.
type Event struct {
	AtMS float64 `json:"at_ms"` // since the start of the app
	Kind wx.Kind `json:"kind"`
	ID   int     `json:"id,omitempty"`   // of the platform's call
	Call int     `json:"call,omitempty"` // of the page that it serves
	Name string  `json:"name,omitempty"` // of the page's request, or the key in the storage

	Method string `json:"method,omitempty"` // of page.call
	Public bool   `json:"public,omitempty"` // of page.call: it needs no token
	Sealed bool   `json:"sealed,omitempty"` // of page.call: it sends what wx.getUserInfo gave

	Own bool `json:"own,omitempty"` // of page.call: a mini program's page made it itself
	// Query is that of page.open; Detail and Dataset are those of page.handler, as JSON.
	Query   string `json:"query,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Dataset string `json:"dataset,omitempty"`

	Login   bool `json:"login,omitempty"`   // a login POST
	Refresh bool `json:"refresh,omitempty"` // a refresh POST
	// AsksTicket is the first POST of a login that has two.
	AsksTicket bool `json:"asks_ticket,omitempty"`
	// Ticket is the number of the one that a login POST carries, or that the answer to the
	// first of two gives; zero for none.
	Ticket int `json:"ticket,omitempty"`
	// RefreshToken is the number of the one that a refresh POST carries when it leaves, or
	// that an answer brings; zero for none.
	RefreshToken int `json:"refresh_token,omitempty"`
	Token        int `json:"token,omitempty"` // its number, from 1; zero for none
	// Renewed is the number of the token that the answer to a request brings, besides the
	// one in Token that the request carried; zero for none.
	Renewed int     `json:"renewed,omitempty"`
	Code    int     `json:"code,omitempty"` // its number, from 1
	Status  int     `json:"status,omitempty"`
	Outcome Outcome `json:"outcome,omitempty"` // of answer
	TookMS  float64 `json:"took_ms,omitempty"` // of answer: as the sockets measured it
	LifeMS  int64   `json:"life_ms,omitempty"` // of a login's answer: how long its token lives, as it says
	Error   string  `json:"error,omitempty"`
	// Interrupted marks the failure of a request that this side ended.
	Interrupted bool `json:"interrupted,omitempty"`
}

// Outcome is what an answer says.
type Outcome string

// The outcomes of an answer.
const (
	Good    Outcome = "ok"
	Refused Outcome = "refused" // the authentication failure
	Closed  Outcome = "closed"  // sealed data that the server's session_key does not open
	Bad     Outcome = "error"   // any other failure
)

// maxRecord bounds a record's file, in bytes: that of a script that can be run.
const maxRecord = 1 << 20

// Parse reads a record. The error says what is wrong with it.
func Parse(data []byte) (*Record, error) {
	if len(data) > maxRecord {
		return nil, fmt.Errorf("the record has %d bytes; at most %d are read", len(data), maxRecord)
	}
	r := &Record{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("the record is not what wxload run --record writes: %w", err)
	}
	switch {
	case r.Schema != Schema:
		return nil, fmt.Errorf("schema %q: expected %s", r.Schema, Schema)
	case len(r.Events) == 0 || len(r.Defects) == 0 || r.Wrapper == "":
		return nil, errors.New("the record has no events, no defect or no wrapper")
	case len(r.Events) > MaxEvents:
		return nil, fmt.Errorf("the record has %d events; at most %d are read", len(r.Events), MaxEvents)
	case slices.ContainsFunc(r.Defects, func(d Defect) bool { return d.Event < 0 || d.Event >= len(r.Events) }):
		return nil, fmt.Errorf("a defect is at none of the %d events", len(r.Events))
	}
	return r, r.checkEvents()
}

// maxTime is the longest run of an app, in milliseconds: that of a script.
const maxTime = float64(24 * time.Hour / time.Millisecond)

func (r *Record) checkEvents() error {
	before := 0.0
	for i := range r.Events {
		e := &r.Events[i]
		switch {
		case e.Kind == 0:
			return fmt.Errorf("event %d has no kind", i+1)
		case !(e.AtMS >= before && e.AtMS <= maxTime):
			return fmt.Errorf("event %d: at_ms %g: expected %g, when the event before was, to %g", i+1, e.AtMS, before, maxTime)
		case min(e.Token, e.Renewed, e.RefreshToken, e.Code, e.Ticket) < 0 || max(e.Token, e.Renewed, e.RefreshToken, e.Code, e.Ticket) > MaxEvents:
			return fmt.Errorf("event %d: tokens and codes have numbers from 1 to %d", i+1, MaxEvents)
		}
		before = e.AtMS
	}
	return nil
}
