package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/wxload/wxload/client/script/inspect"
	"github.com/wxload/wxload/scenario/capture"
	"github.com/wxload/wxload/scenario/capture/infer"
)

// maxUnmapped is how many sentences about what a scenario lacks are told.
const maxUnmapped = 20

// initFromCapture writes a scenario for the requests in a file of another tool.
func (p *program) initFromCapture(name, from, target string) error {
	seen, err := p.readCapture(from)
	if err != nil {
		return err
	}
	if name = strings.TrimSuffix(name, ".yaml"); name == "" {
		base := path.Base(filepath.ToSlash(from))
		name = strings.TrimSuffix(base, path.Ext(base))
	}
	found := infer.Infer(seen)
	if len(found.Pages) == 0 {
		return wrongUsage(strings.Join(found.Unmapped, "; "), "%s: among its %s is none, beside logins, that a scenario can have", p.shownPath(from), requestsOf(len(seen.Exchanges)))
	}
	d := newCapturedDraft(seen, found, name)
	d.target = target
	d.write(path.Base(filepath.ToSlash(from)))
	if err := p.writeDraft(&d.draft); err != nil {
		return err
	}
	p.list("not in it", d.lacks())
	p.list("replaced", found.Replaced)
	return nil
}

func requestsOf(n int) string {
	if n == 1 {
		return "1 request"
	}
	return fmt.Sprintf("%d requests", n)
}

// list tells sentences, but not all of very many.
func (p *program) list(kind string, lines []string) {
	for n, line := range lines {
		if n == maxUnmapped {
			p.printf("  %s: %d more\n", kind, len(lines)-n)
			return
		}
		p.printf("  %s: %s\n", kind, line)
	}
}

func (p *program) readCapture(from string) (*capture.Capture, error) {
	if err := refusePipe(p.path(from)); err != nil {
		return nil, wrongUsage("", "%w", fileError("read", from, err))
	}
	f, err := os.Open(p.path(from))
	if err != nil {
		return nil, wrongUsage("", "%w", fileError("read", from, err))
	}
	defer f.Close()
	seen, err := capture.Read(from, f)
	if wrong, is := errors.AsType[*capture.Error](err); is {
		return nil, wrongUsage(wrong.Hint, "%s: %w", p.shownPath(from), err)
	}
	if err != nil {
		return nil, wrongUsage("", "%w", fileError("read", from, err))
	}
	return seen, nil
}

// asInspected is what was found, as the target of a draft has it.
func asInspected(f *infer.Found) *inspect.Found {
	out := &inspect.Found{}
	if l := f.Login; l != nil {
		out.Login = &inspect.Login{Method: l.Method, Path: l.Path, Code: where(l.Code), Token: l.Token, ExpiresIn: l.ExpiresIn, At: inspect.Place{File: l.At}}
		if l.Seconds {
			out.Login.ExpiresUnit = "s"
		}
		if top, _, nested := strings.Cut(l.Code.Name, "."); nested && l.Code.In == "body" {
			out.Login.Code.Name = top // the body has the rest
		}
	}
	if t := f.Token; t != nil {
		out.Token = &inspect.Token{Where: where(t.Where), Prefix: t.Prefix, At: inspect.Place{File: t.At}}
	}
	if m := f.Success; m != nil {
		out.Success = &inspect.Match{Path: m.Path, Values: m.Values}
	}
	if m := f.AuthFailure; m != nil {
		out.AuthFailure = &inspect.AuthFailure{Match: inspect.Match{Status: m.Status, Path: m.Path, Values: m.Values, At: inspect.Place{File: m.At}}}
	}
	if r := f.Refresh; r != nil {
		out.Refresh = &inspect.Refresh{Method: r.Method, Path: r.Path, Where: where(r.Where), RefreshToken: r.RefreshToken, At: inspect.Place{File: r.At}}
	}
	return out
}

func where(w infer.Where) inspect.Where { return inspect.Where{In: w.In, Name: w.Name} }

// capturedDraft is a scenario for requests of another tool, while it is written.
type capturedDraft struct {
	draft
	seen  *capture.Capture
	found *infer.Found
}

func newCapturedDraft(seen *capture.Capture, found *infer.Found, name string) *capturedDraft {
	d := &capturedDraft{seen: seen, found: found}
	d.draft = draft{found: asInspected(found), name: scenarioName(name), file: name, login: loginDetails(found.Login)}
	if found.Token != nil {
		d.renewed = found.Token.Renewed
	}
	return d
}

func (d *capturedDraft) write(from string) {
	d.line("# %s: made by wxload init --from %s, %s of %s.", d.name, from, requestsOf(len(d.seen.Exchanges)), d.origin())
	d.line("# The lines marked as guesses follow from them: see that they are right.")
	d.line("name: %s", yamlText(d.name))
	d.line("app:")
	d.line("  domains: {develop: %s}", yamlText(d.url()))
	d.writeMock()
	d.writeTarget()
	d.writeAnswers()
	d.writeWrapper()
	d.line("clients:")
	d.line("  count: 20")
	d.line("  initial: {none: 50%%, valid: 50%%}")
	d.line("load: {duration: 20s}")
	d.line("events:")
	d.line("  - {at: 8s, expire: tokens}")
	d.writeFlow()
}

// origin names the backend as it is in the file; nothing is sent there.
func (d *capturedDraft) origin() string {
	if d.found.Origin == "" {
		return "a backend"
	}
	return d.found.Origin
}

// loginDetails are what code of one's own adds to the login by itself.
func loginDetails(l *infer.Login) (lines []string) {
	if l == nil {
		return nil
	}
	if l.Form {
		lines = append(lines, "header: {content-type: application/x-www-form-urlencoded}")
	}
	if l.Body != nil {
		lines = append(lines, "body: "+string(l.Body))
	}
	return lines
}

// lacks are sentences about what the scenario has not, or not as it should.
func (d *capturedDraft) lacks() []string {
	lacks := d.found.Unmapped
	if d.found.Token == nil && d.found.Login != nil && d.seen.Recorded {
		lacks = append([]string{"no request carries what the login's answer gave: Chrome leaves out Authorization and cookies unless a HAR file is exported with sensitive data"}, lacks...)
	}
	return lacks
}

func (d *capturedDraft) writeWrapper() {
	d.line("wrapper:")
	d.line("  id: reference")
	if len(d.found.Header) > 0 {
		d.line("  header: %s", headerText(d.found.Header))
	}
	if len(d.found.Public) > 0 {
		var all []string
		for _, public := range d.found.Public {
			all = append(all, yamlText(public))
		}
		d.line("  whitelist: [%s]   # guess: they were sent without a token", strings.Join(all, ", "))
	}
}

func headerText(header []capture.Field) string {
	var all []string
	for _, f := range header {
		all = append(all, yamlText(f.Name)+": "+yamlText(f.Value))
	}
	return "{" + strings.Join(all, ", ") + "}"
}

func (d *capturedDraft) writeFlow() {
	d.line("flow:")
	d.line("  - launch")
	for _, page := range d.found.Pages {
		if page.Upload != nil {
			d.writeUpload(page.Upload)
			d.line("  - think: %v", page.Think)
			continue
		}
		d.line("  - page: %s", yamlText(page.Name))
		d.line("    requests:")
		for _, r := range page.Requests {
			d.writeRequest(&r)
		}
		d.line("  - think: %v", page.Think)
	}
}

// writeUpload writes an upload; what it sends as a file means nothing.
func (d *capturedDraft) writeUpload(u *infer.Upload) {
	d.line("  - upload:")
	d.line("      name: %s", yamlText(u.Name))
	d.line("      path: %s", yamlText(u.Path))
	if u.Field != "" {
		d.line("      field: %s", yamlText(u.Field))
	}
	if u.Body != nil {
		d.line("      form: %s", u.Body)
	}
	if len(u.Header) > 0 {
		d.line("      header: %s", headerText(u.Header))
	}
	if len(u.Save) > 0 {
		d.line("      save: %s", headerText(u.Save))
	}
}

func (d *capturedDraft) writeRequest(r *infer.Request) {
	if len(r.Header) == 0 && r.Body == nil && len(r.Save) == 0 {
		d.line("      - %s", yamlText(r.Name+" "+r.Method+" "+r.Path))
		return
	}
	d.line("      - name: %s", yamlText(r.Name))
	if r.Method != "GET" {
		d.line("        method: %s", r.Method)
	}
	d.line("        path: %s", yamlText(r.Path))
	if len(r.Header) > 0 {
		d.line("        header: %s", headerText(r.Header))
	}
	if r.Body != nil {
		d.line("        body: %s", r.Body)
	}
	if len(r.Save) > 0 {
		d.line("        save: %s", headerText(r.Save))
	}
}
