package mockwx

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/wxload/wxload/mockwx/internal/answer"
)

const (
	bodySlow = "slow"
	// slowPieces is how many pieces a slow body comes in.
	slowPieces = 8
)

// slowFault sends the body in pieces.
func slowFault() faultKind {
	return faultKind{
		name:  bodySlow,
		given: func(f *Fault) bool { return f.Body == bodySlow },
		check: checkSlow,
		send:  sendSlowly,
		paced: true,
	}
}

func checkSlow(f *Fault) error {
	if f.Latency == (Latency{}) {
		return errors.New("body slow needs a latency, over which the body is sent")
	}
	return nil
}

// sendSlowly spends the rest of the latency between the pieces.
func sendSlowly(w http.ResponseWriter, a spoiled) {
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.Header()["Content-Type"] = []string{a.ContentType}
	w.WriteHeader(a.Status)
	flush := http.NewResponseController(w)
	for i := range slowPieces {
		answer.Guard(w, answer.Patience)
		from, to := len(a.Body)*i/slowPieces, len(a.Body)*(i+1)/slowPieces
		if _, err := w.Write(a.Body[from:to]); err != nil {
			return // the client had enough
		}
		_ = flush.Flush() // a recorder needs none
		if i < slowPieces-1 {
			a.wait(a.rest / time.Duration(slowPieces-1))
		}
	}
}
