// Package timeline is what a drawing of one run shows: events in lanes, as data.
// A search's replay and a live run's record become one; package draw writes it down.
package timeline

import "time"

// Lane is where an event happens.
type Lane string

// The lanes, from the user to WeChat.
const (
	Page    Lane = "page"
	Wrapper Lane = "wrapper"
	WX      Lane = "wx"
	Server  Lane = "developer server"
	WeChat  Lane = "WeChat"
)

// Timeline is one run, event by event, for people.
type Timeline struct {
	Situation string
	Wrapper   string
	Class     string // of the defect that it shows
	Kind      string
	Sentence  string   // the explanation in one sentence
	Prose     []string // the constraints, a sentence each
	Advice    string   // what to mend, in a line; empty where nothing is known
	Events    []Event
}

// Event is one line of a timeline.
type Event struct {
	At   time.Duration
	Lane Lane
	// To is the lane that a message goes to; empty for what stays in its lane.
	To   Lane
	Text string
	// Request names the page's request that the event belongs to; empty for none.
	Request string
	// Token is the generation of the token in it: 1 for the first that the client
	// held, 0 for none.
	Token int
	// Defect marks the event with which the defect is there.
	Defect bool
	// Further are other defects that are there with it.
	Further []Defect
}

// Defect is one that a timeline shows besides its own.
type Defect struct {
	Class, Kind string
	Advice      string // what to mend, in a line; empty where nothing is known
}
