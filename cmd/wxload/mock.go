package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/mockwx/proxy"
	"github.com/wxload/wxload/mockwx/statefile"
)

const mockHelp = `Serve the mock WeChat until a signal, or --once, ends it; with --devserver a developer server that asks it, too.`

func newMockCommand(p *program) *cobra.Command {
	f := &mockFlags{}
	cmd := &cobra.Command{
		Use:   "mock",
		Short: "Serve the mock WeChat, and a developer server",
		Long:  mockHelp,
		Example: `  wxload mock --once
  wxload mock --devserver 127.0.0.1:8091 --shape template --state wechat.db`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(cmd.Flags()); err != nil {
				return err
			}
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			ctx, f.calls = untilUsed(ctx, f.once)
			return p.mock(ctx, f)
		},
	}
	f.define(cmd.Flags())
	cmd.SetHelpTemplate(strings.Replace(cmd.HelpTemplate(), "\n\n{{end}}", "\n{{end}}", 1)) // its flags leave no line to spare
	cmd.InitDefaultHelpFlag()
	_ = cmd.Flags().MarkHidden("help") // its line is one too many for a screen
	return cmd
}

// mock serves until ctx ends.
func (p *program) mock(ctx context.Context, f *mockFlags) error {
	p.guardControl(f)
	p.warnIfReachable("--proxy", f.tls.proxyAddr, "it answers everybody in WeChat's place")
	p.warnIfReachable("--devserver", f.devAddr, "it answers everybody, control calls under /_dev/ included")
	authority, err := p.authority(&f.tls)
	if err != nil {
		return err
	}
	options := f.mockOptions()
	if f.log {
		options.Log = slog.New(slog.NewTextHandler(p.stderr, nil))
	}
	if f.stateFile != "" {
		file, err := openState(p, "--state", f.stateFile, statefile.OpenMock)
		if err != nil {
			return err
		}
		defer closeState(p, f.stateFile, file)
		options.Store = file
	}
	if f.tls.serve {
		options.TLS = authority.ServerConfig("")
	}
	mock, err := mockwx.Start(options)
	if err != nil {
		return serverFailure(err)
	}
	defer mock.Close()
	return p.serveBeside(ctx, f, mock, authority)
}

// serveBeside starts what is served beside the mock, says that all is ready and
// waits until ctx ends.
func (p *program) serveBeside(ctx context.Context, f *mockFlags, mock *mockwx.Server, authority *proxy.Authority) error {
	ready := "mock WeChat listening on " + mock.URL + "\n"
	if f.tokenMade {
		ready += "control token " + f.controlToken + "\n"
	}
	if f.devAddr != "" {
		file, err := openState(p, "--db", cmp.Or(f.dbFile, statefile.InMemory), statefile.OpenDevServer)
		if err != nil {
			return err
		}
		defer closeState(p, f.dbFile, file)
		dev, err := startDevServer(f.devOptions(mock.URL, file))
		if err != nil {
			return err
		}
		defer func() { p.stop(dev) }()
		ready += "developer server listening on " + dev.URL() + "\n"
	}
	if f.tls.proxyAddr != "" {
		running, err := startProxy(f.tls.proxyAddr, authority, mock)
		if err != nil {
			return err
		}
		defer func() {
			if err := running.stop(); err != nil {
				p.warn(err.Error(), "")
			}
		}()
		ready += "proxy for https://" + proxy.Host + " listening on " + running.url + "\n"
	}
	ready += p.words.Sprintf("a page with its ledger and faults: %s/", mock.URL) + "\n"
	if _, err := p.stdout.Write([]byte(ready)); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func startDevServer(o devserver.ServerOptions) (*devserver.Server, error) {
	dev, err := devserver.NewServer(o)
	if err != nil {
		return nil, serverFailure(err)
	}
	if err := dev.Start(); err != nil {
		_ = dev.Shutdown(context.Background()) // it has served nobody
		return nil, serverFailure(err)
	}
	return dev, nil
}

// stopGrace is how long requests may take to end once the command was told to
// stop.
const stopGrace = 5 * time.Second

func (p *program) stop(dev *devserver.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	if err := dev.Shutdown(ctx); err != nil {
		p.warn(err.Error(), "")
	}
}

// serverFailure is why a server could not be started: its port, or its options.
func serverFailure(err error) error {
	if op, is := errors.AsType[*net.OpError](err); !is || op.Op != "listen" {
		return wrongUsage("", "%w", err)
	}
	hint := "choose another address; port 0 is any free port"
	if errors.Is(err, syscall.EADDRINUSE) {
		hint = "another process listens there: stop it, or choose another port; port 0 is any free one"
	}
	return &failure{exitUnreachable, err, hint}
}

// checkAddr refuses what is no address before anything is started.
func checkAddr(flag, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return wrongUsage("write HOST:PORT, such as 127.0.0.1:8090", "%s %q is not an address to listen on", flag, addr)
	}
	return nil
}
