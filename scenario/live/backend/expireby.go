package backend

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"golang.org/x/sync/errgroup"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
)

// expiryTimeout bounds each call, and a command.
const expiryTimeout = time.Minute

// ExpireByURL calls the address that a scenario names, once, or where it has {{user}} once
// for each user. The first call that fails is the error. When ctx ends, no further one
// begins.
func (b *Backend) ExpireByURL(ctx context.Context, by *scenario.Expiry, users []string) error {
	if !by.PerUser() {
		users = []string{""}
	}
	control := newControl(b.allowHost)
	defer control.Close()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(wechatConnections / 2)
	for _, user := range users {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return call(control.Call(expiryRequest(by, user)).Do, by)
		})
	}
	return group.Wait()
}

// call makes one call.
func call(do func() (*wx.Response, error), by *scenario.Expiry) error {
	resp, err := do()
	switch {
	case err != nil:
		return fmt.Errorf("%s %s: %w", by.Method, Shown(by.URL), err)
	case !resp.Success():
		return fmt.Errorf("%s %s answered HTTP %d", by.Method, Shown(by.URL), resp.Status)
	}
	return nil
}

func expiryRequest(by *scenario.Expiry, user string) *wx.Request {
	r := &wx.Request{Method: by.Method, URL: strings.ReplaceAll(by.URL, "{{user}}", user), Timeout: expiryTimeout}
	for _, h := range Headers(by.Header) {
		r.Header = append(r.Header, wx.Header{Name: h.Name, Value: strings.ReplaceAll(h.Value, "{{user}}", user)})
	}
	return r
}

// ExpireByCommand runs a program, with the names of the users on its standard input. It
// ends with ctx.
func ExpireByCommand(ctx context.Context, command, users []string) error {
	ctx, cancel := context.WithTimeout(ctx, expiryTimeout)
	defer cancel()
	said := &bytes.Buffer{}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin = strings.NewReader(strings.Join(append(users, ""), "\n"))
	cmd.Stderr = said
	cmd.WaitDelay = time.Second // for what it has started itself
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the command %s: %w%s", command[0], err, lastLine(said.String()))
	}
	return nil
}

// lastLine is the last line that a program wrote, behind a colon; empty where it wrote
// none.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	last := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, lines[len(lines)-1])
	if last == "" {
		return ""
	}
	const most = 200
	return ": " + last[:min(len(last), most)]
}
