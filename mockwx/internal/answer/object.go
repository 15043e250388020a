package answer

import (
	"encoding/json"
	"net/http"
	"time"
)

// Object writes a JSON object in pieces, byte for byte as encoding/json would write
// it in one: its members are to come in the order of their keys.
type Object struct {
	w        http.ResponseWriter
	patience time.Duration
	piece    []byte
	inside   bool // the object that is open has a member
}

// NewObject begins an answer, whose headers are the caller's.
func NewObject(w http.ResponseWriter, patience time.Duration) *Object {
	return &Object{w: w, patience: patience}
}

// Text adds text as it is, up to the "{" whose members come next.
func (o *Object) Text(text []byte) {
	o.piece = append(o.piece, text...)
	o.inside = false
}

// Member adds a member, whose value is JSON already, to the object that is open.
func (o *Object) Member(key string, value []byte) {
	if o.inside {
		o.piece = append(o.piece, ',')
	}
	o.inside = true
	o.piece = append(AppendString(o.piece, key), ':')
	o.piece = append(o.piece, value...)
}

// Send writes what was added since the last Send. Its error is that the client is
// gone, or reads nothing.
func (o *Object) Send() error {
	Guard(o.w, o.patience)
	_, err := o.w.Write(o.piece)
	o.piece = o.piece[:0]
	return err
}

// AppendString appends a text as encoding/json writes it, at little cost where nothing
// needs an escape.
func AppendString(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(text) // a string always can be
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}
