package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/cmd/wxload/launcher"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore/situation"
)

const uiHelp = `Serve a page from which runs and searches are started, for those who would rather choose
than type: a scenario, a wrapper or the path of your own code, how many clients. The page
shows the command that it runs, which can be copied, what it prints, and its result.

The page runs the command itself, one at a time, in the current folder: it can do what the
command can. So it is for this machine alone, and for those who have the address that is
printed, which ends with a token. Ctrl-C ends what it runs, as the first Ctrl-C of a run does,
and then itself.`

func newUICommand(p *program) *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use:   "ui",
		Short: "Serve a page to start runs and searches from",
		Long:  uiHelp,
		Example: `  wxload ui
  wxload ui --addr 127.0.0.1:8080`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			return p.serveUI(ctx, cmd, addr)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:0", "address of the page, which has to be of this machine alone")
	return cmd
}

// serveUI serves the page until ctx ends, and then ends what it runs.
func (p *program) serveUI(ctx context.Context, cmd *cobra.Command, addr string) error {
	if isReachable(addr) {
		return wrongUsage("the default is 127.0.0.1; from another machine, use a tunnel: ssh -L 8080:127.0.0.1:8080", "--addr %s can be reached from other machines, and the page runs commands", addr)
	}
	program, err := os.Executable()
	if err != nil {
		return &failure{exitUnreachable, fmt.Errorf("find the command itself: %w", err), ""}
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return &failure{exitUnreachable, fmt.Errorf("--addr: %w", err), "name a free address, such as 127.0.0.1:0"}
	}
	defer listener.Close()
	l := launcher.New(launcher.Options{Addr: listener.Addr().String(), Program: program, Dir: p.dir, Choices: choices(), Meaning: exitMeaning, Words: p.words, Language: cmd.Flag("lang").Value.String()})
	defer l.Close()
	handler, err := l.Handler()
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	context.AfterFunc(ctx, func() { server.Close() })
	fmt.Fprintf(p.stdout, "page at http://%s/#%s\n", listener.Addr(), l.Token())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return &failure{exitUnreachable, err, ""}
	}
	return nil
}

// choices are what comes with the command.
func choices() (c launcher.Choices) {
	for _, t := range scenario.Templates() {
		c.Templates = append(c.Templates, launcher.Choice{Name: t.Name, Summary: t.Summary})
	}
	for _, s := range situation.All() {
		c.Situations = append(c.Situations, launcher.Choice{Name: s.Name, Summary: s.Summary})
	}
	for _, w := range wrapper.All() {
		c.Wrappers = append(c.Wrappers, launcher.Choice{Name: w.ID, Summary: w.Summary})
	}
	return c
}
