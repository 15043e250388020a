package backend

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/mockwx/statefile"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/transport"
)

// developer is one of the developer servers, embedded or elsewhere.
type developer struct {
	number   int
	path     string              // in the file: target, or targets[0]
	host     string              // that the app calls to reach a further one; empty for the first
	protocol *devserver.Protocol // of an embedded one, or of a backend with the shape of the one elsewhere
	settings *wrapper.Settings
	single   bool // a login kills the user's older token, as far as that is known

	server   *devserver.Server // nil elsewhere
	database *statefile.File[devserver.Change]
	standIn  *standIn // nil where it has no control calls
}

// start starts an embedded one.
func (d *developer) start(s *scenario.Scenario, t *scenario.Target, mockURL string) error {
	own := t.DevServer
	database, err := statefile.OpenDevServer(cmp.Or(own.DB, statefile.InMemory))
	if err != nil {
		return fmt.Errorf("%s.devserver.db: %w", d.path, err)
	}
	d.database = database
	answers, err := devserver.NewAnswers(s.Answers, s.Wrapper.Whitelist)
	if err != nil {
		return err
	}
	server, err := devserver.NewServer(devserver.ServerOptions{
		Machine: devserver.Options{
			Protocol: d.protocol, Answers: answers, Everything: scenario.IsApp(s.Wrapper.ID), Tokens: devserver.TokenKind(own.Token), Policy: devserver.TokenPolicy(own.Tokens), TTL: own.TTL, Seed: s.Seed + uint64(d.number),
			Refresh: devserver.RefreshPolicy(own.Refresh),
		},
		Addr: own.Addr, WeChat: mockURL, AppID: s.App.AppID, Secret: secret(s), Store: database,
		Latency: func(r *rand.Rand) time.Duration { return own.Latency.Sample(r) },
	})
	if err != nil {
		return err
	}
	d.server = server
	if err := server.Start(); err != nil {
		return &UnavailableError{"starting the stand-in developer server on " + own.Addr, err,
			"choose another " + d.path + ".devserver.addr, or 127.0.0.1:0 for any free port"}
	}
	return nil
}

// url is the base URL of an embedded one; empty for one elsewhere.
func (d *developer) url() string {
	if d.server == nil {
		return ""
	}
	return d.server.URL()
}

func (d *developer) stop() {
	if d.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		d.server.Shutdown(ctx)
	}
	if d.database != nil {
		_ = d.database.Close() // what was lost was an error to the request that changed it
	}
}

// validWhenIssued asks an embedded one whether an older token was still valid when it issued
// a newer one.
func (d *developer) validWhenIssued(older, newer string) (valid, known bool) {
	if d.server == nil {
		return false, false
	}
	err := d.server.Update(func(m *devserver.Machine, _ time.Time) { valid, known = m.ValidWhenIssued(older, newer) })
	return valid, known && err == nil
}

// issuedBefore asks an embedded one which of two tokens it issued first.
func (d *developer) issuedBefore(one, other string) (before, known bool) {
	if d.server == nil {
		return false, false
	}
	err := d.server.Update(func(m *devserver.Machine, _ time.Time) { before, known = m.IssuedBefore(one, other) })
	return before, known && err == nil
}

// findControl gives up control calls that the server does not answer, and says so.
func (d *developer) findControl() (trouble string) {
	if d.standIn == nil {
		return ""
	}
	_, err := d.standIn.readLedger()
	if err == nil {
		return ""
	}
	d.standIn = nil
	why := err.Error()
	if to, redirected := errors.AsType[*transport.RedirectError](err); redirected {
		why = redirectHint(to)
	}
	return "the target " + d.named() + "answers no control calls (/_dev/…): tokens expire at the clients, and its books are unknown (" + why + ")"
}

// named is the server's host and a blank, in a sentence about one of several; empty for the
// first.
func (d *developer) named() string {
	if d.host == "" {
		return ""
	}
	return d.host + " "
}
