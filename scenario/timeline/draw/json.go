package draw

import (
	"encoding/json"
	"io"
	"time"

	"github.com/wxload/wxload/scenario/timeline"
)

type jsonTimeline struct {
	Schema      string      `json:"schema"`
	Situation   string      `json:"situation"`
	Wrapper     string      `json:"wrapper"`
	Class       string      `json:"class"`
	Kind        string      `json:"kind"`
	Sentence    string      `json:"sentence"`
	Constraints []string    `json:"constraints"`
	Advice      string      `json:"advice,omitempty"`
	Events      []jsonEvent `json:"events"`
}

// An event's request is empty and its token is null where it has none.
type jsonEvent struct {
	AtMS    float64       `json:"at_ms"`
	Lane    timeline.Lane `json:"lane"`
	To      timeline.Lane `json:"to"`
	Text    string        `json:"text"`
	Request string        `json:"request"`
	Token   *int          `json:"token"`
	Defect  bool          `json:"defect"`
	Further []jsonDefect  `json:"further,omitempty"`
}

type jsonDefect struct {
	Class  string `json:"class"`
	Kind   string `json:"kind,omitempty"`
	Advice string `json:"advice,omitempty"`
}

// JSON writes the timeline as one object on one line; its schema is
// wxload.timeline/v1.
func JSON(w io.Writer, t *timeline.Timeline) error {
	out := jsonTimeline{Schema: "wxload.timeline/v1", Situation: t.Situation, Wrapper: t.Wrapper, Class: t.Class,
		Kind: t.Kind, Sentence: t.Sentence, Advice: t.Advice, Constraints: append([]string{}, t.Prose...), Events: []jsonEvent{}}
	for _, e := range t.Events {
		one := jsonEvent{AtMS: float64(e.At) / float64(time.Millisecond), Lane: e.Lane, To: e.To, Text: e.Text, Request: e.Request, Defect: e.Defect}
		if e.Token > 0 {
			one.Token = &e.Token
		}
		for _, d := range e.Further {
			one.Further = append(one.Further, jsonDefect(d))
		}
		out.Events = append(out.Events, one)
	}
	return json.NewEncoder(w).Encode(out)
}
