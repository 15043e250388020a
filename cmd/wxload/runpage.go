package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/liveview"
)

// runPage shows a run in a browser while it goes on; nil where nobody asked for that.
type runPage struct {
	*liveview.Server
	server *http.Server
	served chan error
}

// flushTime is how long the end of a run waits for its pages to get the report.
const flushTime = 2 * time.Second

// servePage listens at an address and says so; nil without one. stop ends the load.
func (p *program) servePage(f *runFlags, s *scenario.Scenario, wrapper string, stop func()) (*runPage, error) {
	switch {
	case f.ui == "" && f.uiToken != "":
		return nil, wrongUsage("add --ui ADDR, such as 127.0.0.1:0", "--ui-token without --ui")
	case f.ui == "":
		return nil, nil
	case isReachable(f.ui) && f.uiToken == "":
		return nil, wrongUsage("127.0.0.1:0 is this machine alone; or set --ui-token TOKEN, which people then have to enter",
			"--ui %s can be reached from other machines, and whoever opens the page can stop the run", f.ui)
	}
	listener, err := net.Listen("tcp", f.ui)
	if err != nil {
		return nil, &failure{exitUnreachable, fmt.Errorf("--ui: %w", err), "name a free address of this machine, such as 127.0.0.1:0"}
	}
	addr := listener.Addr().String()
	page := &runPage{served: make(chan error, 1),
		Server: liveview.New(liveview.Options{Addr: addr, Token: f.uiToken, Stop: stop, Scenario: s.Name, Wrapper: wrapper, Words: p.words}, time.Now().UTC())}
	page.server = &http.Server{Handler: page.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	go func() { page.served <- page.server.Serve(listener) }()
	fmt.Fprintf(p.stderr, "page at http://%s/\n", addr)
	return page, nil
}

// reported is told the run as it stands; nil where nobody is to see it.
func (page *runPage) reported() func(sofar func() *reports.Report) {
	if page == nil {
		return nil
	}
	return page.Show
}

// end shows the report, or why there is none.
func (page *runPage) end(r *reports.Report, err error) {
	switch {
	case page == nil:
	case err != nil:
		page.Fail(err)
	default:
		page.End(r)
	}
}

// close lets the pages get what is there, for a moment, and stops the server.
func (page *runPage) close() {
	if page == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	if page.server.Shutdown(ctx) != nil {
		page.server.Close()
	}
	<-page.served
}
