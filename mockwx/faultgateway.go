package mockwx

import (
	"fmt"
	"net/http"
	"time"
)

// gatewayFault answers as a gateway in front of WeChat does: with an HTTP status
// and a page.
func gatewayFault() faultKind {
	return faultKind{
		name:   "status",
		given:  func(f *Fault) bool { return f.Status != 0 },
		check:  checkGateway,
		before: true,
		reply:  gatewayReply,
	}
}

func checkGateway(f *Fault) error {
	if f.Status < 400 || f.Status > 599 {
		return fmt.Errorf("status %d: want 400 to 599", f.Status)
	}
	return nil
}

func gatewayReply(_ *Machine, _ time.Time, _ Request, f *Fault) Reply {
	return Reply{f.Status, "text/html", fmt.Appendf(nil, "<html><h1>%d %s</h1></html>\n", f.Status, http.StatusText(f.Status))}
}
