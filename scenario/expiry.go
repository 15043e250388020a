package scenario

import (
	"fmt"
	"strings"
)

// Expiry is how tokens expire at a target. The zero Expiry is by its control calls, or at
// the gate where it has none.
type Expiry struct {
	URL     string            `yaml:"url" format:"url" unset:"none" doc:"Address that is called when the event is due, the target's own. {{user}} calls it once for each client that the event hits."`
	Method  string            `yaml:"method" enum:"POST|GET|PUT|DELETE" default:"POST" doc:"HTTP method of that call."`
	Header  map[string]string `yaml:"header" format:"header" doc:"Its headers; they may have {{user}}, too."`
	Command []string          `yaml:"command" format:"text" unset:"none" doc:"Program that is run when the event is due, and its arguments, without a shell. It gets the names of the clients that the event hits on standard input, one a line."`
	// Gate lets them die at the clients, whatever the target has.
	Gate bool `yaml:"-"`
}

// fromText reads "gate".
func (e *Expiry) fromText(text string) error {
	if text != "gate" {
		return fmt.Errorf("expected gate, or a mapping with url or command")
	}
	e.Gate = true
	return nil
}

// PerUser reports whether the call is made once for each client.
func (e *Expiry) PerUser() bool {
	for _, value := range e.Header {
		if strings.Contains(value, "{{user}}") {
			return true
		}
	}
	return strings.Contains(e.URL, "{{user}}")
}

// given reports whether the file says how.
func (e *Expiry) given() bool { return e.Gate || e.URL != "" || len(e.Command) > 0 }

// expiry checks how an event's tokens expire.
func (c *checker) expiry(path string, event *Event) {
	by, path := &event.By, path+".by"
	c.placeholders(path+".url", by.URL, "user")
	c.headerPlaceholders(path+".header", by.Header, "user")
	switch {
	case c.given(path) && !by.given():
		c.report(path, "how do the tokens expire? Write gate, or add url or command")
	case by.given() && event.Expire != "tokens":
		c.report(path, "%s expire at the mock WeChat; delete this line", event.Expire)
	case by.URL != "" && len(by.Command) > 0:
		c.report(path+".command", "expected one of url and command")
	case by.URL == "" && len(by.Header) > 0:
		c.report(path+".header", "there is no url that they could be sent to")
	case by.URL != "" && event.Share < 1 && !by.PerUser():
		c.report(path+".url", "one call expires the tokens of everybody; write share: 100%%, or {{user}} into the address or a header")
	}
}
