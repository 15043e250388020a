package wrapper

// Telling is a [Wrapper] that tells what its turns have in common, besides the
// storage. What a turn of it does depends on that, on whether there is a token,
// and on what calls it back; what is pending belongs to one call of a page, or to
// what the app does by itself, and not to two of them. A search takes its states
// by their values then, and not by all that led to them.
type Telling interface {
	Shared() Shared
}

// Shared is what the turns of a wrapper have in common.
type Shared struct {
	Flags [3]bool // the wrapper's own
	Held  []Held  // the calls that another turn will send, in order
}

// Held is a page's call that a wrapper holds back. The zero Held stands between
// two queues.
type Held struct {
	Call  int    // its ID
	Token string // that it has been given; empty where it has none
}
