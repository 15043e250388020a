package reports

import "fmt"

// Refreshes counts the renewals of tokens with a refresh token, and judges them as the
// client and the server see them.
type Refreshes struct {
	LoginCounts
	Refused         int64            `json:"refused"` // of the failed ones: the target turned the refresh token down
	Justified       int64            `json:"justified"`
	Duplicate       Duplicates       `json:"duplicate"`
	DuplicateServer *DuplicateServer `json:"duplicate_server"` // nil: the target cannot be asked
}

// refreshes are the report's, none where the target gives no refresh tokens.
func (r *Report) refreshes() Refreshes {
	if r.Refreshes == nil {
		return Refreshes{}
	}
	return *r.Refreshes
}

// ends says how refreshes ended.
func (r *Refreshes) ends() string {
	line := formatCount(r.Started) + " started"
	if ends := nonZero(count{"succeeded", r.Succeeded}, count{"failed", r.Failed},
		count{"abandoned", r.Abandoned}, count{"running", r.Running}); ends != "" {
		line += ": " + ends
	}
	if r.Refused > 0 {
		line += fmt.Sprintf(" (%s refused)", formatCount(r.Refused))
	}
	return line + "; " + formatCount(r.Justified) + " justified"
}

// duplicates says how many were duplicates, in either view.
func (r *Refreshes) duplicates() string {
	line := r.Duplicate.String()
	if r.DuplicateServer != nil {
		line += fmt.Sprintf(" (the server's view: %s)", plural(r.DuplicateServer.Total, "duplicate"))
	}
	return line
}
