// Package answer sends HTTP answers to clients who may never read them.
package answer

import (
	"net/http"
	"time"
)

// Patience is how long a client may leave unread what it is sent. Then its connection
// ends, and with it what the server holds for it.
const Patience = 10 * time.Second

// Guard counts the patience for what is written to w next from now. A connection that
// knows no deadline (a recorder's) is not ours to guard.
func Guard(w http.ResponseWriter, patience time.Duration) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience))
}
