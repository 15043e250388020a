package wrapper

// SharedStater is a [Wrapper] that tells what its turns have in common, besides the
// storage. It promises two things. A turn of it is a function of that, of whether there
// is a token, and of what calls it back. And all that it leaves pending belongs to one
// call of a page, or to what the app does by itself, never to two of them. A search
// takes its states by these values then, and not by all that led to them.
type SharedStater interface {
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
