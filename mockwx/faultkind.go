package mockwx

import (
	"net/http"
	"time"
)

// faultKind is a way in which a call goes wrong; each has a file of its own. The
// latency, which goes with all of them, is none.
type faultKind struct {
	name  string // its key in JSON, or its value of "body"
	given func(*Fault) bool
	check func(*Fault) error // checks its value; nil: every value is valid

	// before keeps the call from the machine. Then reply makes the answer; nil means
	// that there is none to make.
	before bool
	reply  func(*Machine, time.Time, Request, *Fault) Reply
	// send spoils the sending; nil sends the answer as it is.
	send func(http.ResponseWriter, spoiled)
	// paced says that send spends the rest of the latency itself.
	paced bool
}

// spoiled is an answer that a fault spoils.
type spoiled struct {
	Reply
	fault *Fault
	rest  time.Duration // of the latency
	wait  func(time.Duration)
}

func faultKinds() []faultKind {
	return []faultKind{
		errcodeFault(), gatewayFault(), resetFault(), resetAfterFault(),
		slowFault(), truncatedFault(), malformedFault(), contentTypeFault(), tlsFault(),
	}
}

// kinds are those that f has; a valid one has at most one.
func (f *Fault) kinds() (given []faultKind) {
	for _, kind := range faultKinds() {
		if kind.given(f) {
			given = append(given, kind)
		}
	}
	return given
}

// result names an answer of the fault in metrics and log.
func (k *faultKind) result(reply Reply) string {
	if k != nil && k.send != nil {
		return k.name
	}
	return reply.result()
}
