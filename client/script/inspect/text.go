package inspect

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/wxload/wxload/reports/lang"
)

// maxNotes is how many lines of a kind a screen has room for.
const maxNotes = 6

// WriteText tells what was found on one screen: what each guess was seen by stands at
// the end of its line, in the reader's language.
func (f *Found) WriteText(w io.Writer, name string, words *lang.Words) error {
	t := &screen{words: words}
	t.put(name, words.Say(f.kindWords()), Place{})
	t.calls(f.Calls)
	if f.NoLogin {
		t.line("  login", "none: no code of wx.login is sent, and no request carries a token", Place{})
	} else {
		t.line("  login", f.Login.words(), f.Login.at())
		t.line("  token", f.Token.words(f.Login), f.Token.at())
	}
	t.line("  success", f.Success.words(), f.Success.at())
	if !f.NoLogin {
		t.line("  auth failure", f.AuthFailure.words(), f.AuthFailure.at())
	}
	if f.Refresh != nil {
		t.line("  refresh", f.Refresh.words(), f.Refresh.At)
	}
	if f.RenewMargin != nil {
		t.line("  renewal", fmt.Sprintf("%g s before the token ends", *f.RenewMargin/1000), Place{})
	}
	t.domains(f.Domains)
	t.line("  wx", f.APIs.words(), Place{})
	if f.Storms {
		t.line("  storm", "it logs in again and again without an end", Place{})
	}
	if f.Strays > 0 {
		text := fmt.Sprintf("%d codes of wx.login are never sent", f.Strays)
		if f.Strays == 1 {
			text = "1 code of wx.login is never sent"
		}
		t.line("  strays", text, Place{})
	}
	if f.EndedEarly {
		t.line("  ended early", "not everything was tried: unknown may only mean that there was no time to see it", Place{})
	}
	t.notes("missing", f.Warnings)
	var errors []Note
	for _, text := range f.Errors {
		errors = append(errors, Note{Text: text})
	}
	t.notes("errors", errors)
	_, err := io.WriteString(w, t.text.String())
	return err
}

// screen is what is written so far.
type screen struct {
	text  strings.Builder
	words *lang.Words
}

const unknown = "unknown"

func (t *screen) line(key, words string, at Place) {
	if words == "" {
		words = unknown
	}
	t.put(key, t.words.Say(words), at)
}

// put writes a line whose text has been said.
func (t *screen) put(key, words string, at Place) {
	var cells runewidth.Condition
	indent := key[:len(key)-len(strings.TrimLeft(key, " "))]
	if indent != "" {
		key = indent + t.words.Say(strings.TrimLeft(key, " "))
	}
	t.text.WriteString(cells.FillRight(key, 16) + " " + words)
	if at.Line > 0 {
		fmt.Fprintf(&t.text, "  (%s:%d)", at.File, at.Line)
	}
	t.text.WriteByte('\n')
}

func (t *screen) calls(calls []Call) {
	if len(calls) == 0 {
		t.line("  pages call", "", Place{})
	}
	for i, c := range calls {
		key, words := "  pages call", c.Signature
		if i > 0 {
			key = ""
		}
		if words == "" {
			words = c.Export
		}
		if words == "" {
			words = "a function without a name"
		}
		t.put(key, t.words.Text(words), Place{c.File, max(c.Line, 1)})
	}
}

func (t *screen) domains(domains []Domain) {
	if len(domains) == 0 {
		t.line("  domain", "", Place{})
	}
	for _, d := range domains {
		words := []string{d.URL}
		if d.Env != "" {
			words = append(words, d.Env)
		}
		t.put("  domain", t.words.Join(words...), d.At)
	}
}

func (t *screen) notes(key string, notes []Note) {
	for i, n := range notes {
		if i == maxNotes {
			t.line("", fmt.Sprintf("and %d more", len(notes)-i), Place{})
			return
		}
		if i == 1 {
			key = ""
		}
		if key != "" {
			key = "  " + key
		}
		t.put(key, t.words.Text(n.Text), n.Place)
	}
}

func (f *Found) kindWords() string {
	kind := "a module"
	if f.Kind == "mini-program" {
		kind = "a mini program, " + f.Framework
	}
	return fmt.Sprintf("%s, %d files, %d KB", kind, f.Files, (f.Bytes+1023)/1024)
}

func (l *Login) words() string {
	if l == nil {
		return ""
	}
	words := fmt.Sprintf("%s %s, the code in the %s", l.Method, l.Path, l.Code.words())
	if l.ContentType != "" && l.ContentType != "application/json" {
		words += ", " + l.ContentType
	}
	return words
}

func (l *Login) at() Place {
	if l == nil {
		return Place{}
	}
	return l.At
}

func (w Where) words() string {
	if w.Name == "" {
		return w.In
	}
	return w.In + " as " + w.Name
}

func (t *Token) words(l *Login) string {
	if t == nil {
		return ""
	}
	words := "in the " + t.Where.words()
	if t.Prefix != "" {
		words += fmt.Sprintf(" behind %q", t.Prefix)
	}
	if l != nil && l.Token != "" {
		words = l.Token + " of the login's answer, " + words
	} else if t.From != "" {
		words = "from " + t.From + ", " + words
	}
	if t.Key == "" {
		return words + "; not seen in the storage"
	}
	words += "; in the storage under " + t.Key
	if t.Member != "" {
		words += ", there " + t.Member
	}
	return words
}

func (t *Token) at() Place {
	if t == nil {
		return Place{}
	}
	return t.At
}

func (m *Match) words() string {
	if m == nil {
		return ""
	}
	var parts []string
	for _, s := range m.Status {
		parts = append(parts, fmt.Sprintf("HTTP %d", s))
	}
	if m.Path != "" {
		parts = append(parts, m.Path+" "+joined(m.Values))
	}
	return strings.Join(parts, ", ")
}

func (m *Match) at() Place {
	if m == nil {
		return Place{}
	}
	return m.At
}

func joined(values []json.RawMessage) string {
	var all []string
	for _, v := range values {
		all = append(all, string(v))
	}
	return strings.Join(all, ", ")
}

func (a *AuthFailure) words() string {
	if a == nil {
		return ""
	}
	deeds := map[string]string{"login": "logs in", "refresh": "refreshes", "page": "opens " + a.Page, "remove-token": "deletes the token"}
	var does []string
	for _, d := range a.Does {
		does = append(does, deeds[d])
	}
	words := a.Match.words()
	if a.Any {
		words += ", as any answer that is no success"
	}
	return words + "; " + strings.Join(does, ", ")
}

func (a *AuthFailure) at() Place {
	if a == nil {
		return Place{}
	}
	return a.At
}

func (r *Refresh) words() string {
	return fmt.Sprintf("%s %s, %s in the %s", r.Method, r.Path, r.RefreshToken, r.Where.words())
}

func (a APIs) words() string {
	words := fmt.Sprintf("%d functions work", len(a.True))
	if len(a.Stubbed) > 0 {
		words += fmt.Sprintf(", %d do nothing (%s)", len(a.Stubbed), few(a.Stubbed))
	}
	if len(a.Missing) > 0 {
		words += fmt.Sprintf(", %d are missing (%s)", len(a.Missing), few(a.Missing))
	}
	return words
}

func few(all []string) string {
	if len(all) > 4 {
		return strings.Join(all[:3], ", ") + ", …"
	}
	return strings.Join(all, ", ")
}

// Backend tells of the backend that the code expects, in one line.
func (f *Found) Backend() string {
	if f.Login == nil {
		return unknown
	}
	words := f.Login.Method + " " + f.Login.Path
	if f.Token != nil {
		words += ", the token in the " + f.Token.Where.words()
	}
	if f.AuthFailure != nil {
		words += ", rejected by " + f.AuthFailure.Match.words()
	}
	return words
}

// CallNames are the functions of [Found.Calls] as [script.Options] takes them.
func (f *Found) CallNames() []string {
	var names []string
	for _, c := range f.Calls {
		if c.Export != "" && !c.shared {
			names = append(names, c.File+"#"+c.Export)
		} else {
			names = append(names, fmt.Sprintf("%s:%d:%d", c.File, c.Line, c.Column))
		}
	}
	return names
}
