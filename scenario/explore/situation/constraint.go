package situation

// Constraint makes one moment wait for another, where the first-in-first-out
// order would not.
type Constraint struct {
	Wait  Moment `json:"wait"`
	Until Moment `json:"until"`
	// Text is the constraint as a sentence.
	Text string `json:"text"`
}
