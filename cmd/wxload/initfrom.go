package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/wxload/wxload/client/script/inspect"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/scenario"
)

// initFrom writes a scenario for a user's own code, and says what to fill in.
func (p *program) initFrom(name, from, target string) error {
	found, err := p.inspect(from)
	if err != nil {
		return err
	}
	shown := p.shownPath(from)
	if name = strings.TrimSuffix(name, ".yaml"); name == "" {
		name = strings.TrimSuffix(path.Base(filepath.ToSlash(absolute(p.path(from)))), path.Ext(shown))
	}
	d := &draft{found: found, name: scenarioName(name), file: name, wrapper: shown, target: target}
	d.write()
	return p.writeDraft(d)
}

// writeDraft writes the file of a draft, and says what to fill in.
func (p *program) writeDraft(d *draft) error {
	text, file := d.text.String(), d.file+".yaml"
	if _, err := scenario.Parse(file, []byte(text), scenarioOptions()); err != nil {
		return wrongUsage("write the target by hand: scenario/README.md has an example", "%s cannot be made of what was found: %w", file, err)
	}
	err := p.createFile(file, []byte(p.words.Comments(text, "#")))
	if errors.Is(err, fs.ErrExist) {
		return wrongUsage("move it away, or give another NAME", "%s is there already and is left as it is", file)
	}
	if err != nil {
		return wrongUsage("", "%w", err)
	}
	p.printf("wrote %s; run it with: wxload run %s\n", file, shellQuoted(file))
	if d.target != "" {
		p.printf("  let your backend ask http://%s in the place of https://api.weixin.qq.com, with appid %s and secret %s\n", draftMock, mockwx.DefaultAppID, draftSecret)
	}
	for _, text := range d.toFill {
		p.printf("  fill in %s\n", text)
	}
	return nil
}

// shellQuoted is a file name as it can be copied into a shell.
func shellQuoted(name string) string {
	if strings.ContainsAny(name, " \t'\"\\$`!*?[](){}<>|&;#~") {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}

// draftOf is the scenario that initFrom would write for a mini program.
func (p *program) draftOf(from string) (*scenario.Scenario, error) {
	found, err := p.inspect(from)
	if err != nil {
		return nil, err
	}
	d := &draft{found: found, name: scenarioName(path.Base(p.shownPath(from))), wrapper: p.shownPath(from)}
	s, err := scenario.Parse(from, []byte(d.write()), scenarioOptions())
	if err != nil {
		return nil, wrongUsage("write a file by hand: scenario/README.md has an example", "no scenario can be made of what was found: %w", err)
	}
	p.tell("note", from+": runs as the file that \"wxload init --from "+from+"\" writes", "")
	return s, nil
}

func absolute(file string) string {
	if abs, err := filepath.Abs(file); err == nil {
		return abs
	}
	return file
}

// scenarioName is a name that a scenario can have.
func scenarioName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t{}()[]<>,\"'", r) {
			return '-'
		}
		return r
	}, name)
}

// draft is a scenario while it is written.
type draft struct {
	found   *inspect.Found
	name    string
	file    string   // its name, without .yaml
	wrapper string   // path of the code
	target  string   // URL of the backend; empty for the stand-in
	login   []string // further lines of the login
	renewed string   // header of answers that brings a token; empty for none
	toFill  []string
	text    strings.Builder
}

func (d *draft) line(format string, args ...any) { fmt.Fprintf(&d.text, format+"\n", args...) }

// guess is a line that was found by running the code.
func (d *draft) guess(at inspect.Place, format string, args ...any) {
	where := ""
	switch {
	case at.Line > 0:
		where = fmt.Sprintf(", %s:%d", at.File, at.Line)
	case at.File != "": // of another tool
		where = ", " + at.File
	}
	d.line(format+"   # guess"+where, args...)
}

// fill is a line that nobody could write. Of one who never logs in nothing is missing.
func (d *draft) fill(key, what string) {
	if d.found.NoLogin {
		return
	}
	d.line("  # %s: unknown, fill in: %s", key, what)
	d.toFill = append(d.toFill, "target."+key+": "+what)
}

func (d *draft) write() string {
	d.line("# %s: made by wxload init --from. The lines marked as guesses were found by", d.name)
	d.line("# running the code: see that they are right.")
	d.line("name: %s", yamlText(d.name))
	d.line("app:")
	d.line("  domains: {develop: %s}", yamlText(d.url()))
	d.storage()
	d.writeMock()
	d.writeTarget()
	d.writeAnswers()
	d.line("wrapper:")
	d.line("  id: %s", yamlText(ownPath(d.wrapper)))
	if names := d.found.CallNames(); len(names) > 0 && d.found.Kind == "mini-program" {
		var calls []string
		for _, name := range names {
			calls = append(calls, yamlText(name))
		}
		d.guess(inspect.Place{}, "  calls: [%s]", strings.Join(calls, ", "))
	}
	if t := d.found.Token; t != nil && t.Key != "" {
		d.guess(t.At, "  token_key: %s", yamlText(t.Key))
	}
	if m := d.found.RenewMargin; m != nil {
		d.guess(inspect.Place{}, "  renew_margin: %gs", *m/1000)
	}
	if d.target == "" && len(d.found.Public) > 0 {
		d.guess(inspect.Place{}, "  whitelist: [%s]", strings.Join(d.found.Public, ", "))
	}
	d.writeLoad()
	d.writeFlow()
	return d.text.String()
}

// ownPath is a path that is taken for one.
func ownPath(name string) string {
	if scenario.IsPath(name) {
		return name
	}
	return "./" + name
}

// yamlText is a text in YAML, quoted where it has to be.
func yamlText(text string) string {
	plain := text != "" && strings.IndexFunc(text, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '/' || r == '_' || r == '.' || r == '-' || '0' <= r && r <= '9')
	}) < 0 && !strings.HasPrefix(text, "-") && (text[0] < '0' || text[0] > '9') && text != "true" && text != "false" && text != "null"
	if plain {
		return text
	}
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text has no errors
	return strings.TrimSuffix(out.String(), "\n")
}

// storage lets clients that have a token find it where the code looks for it.
func (d *draft) storage() {
	var all, others []string
	for _, s := range d.found.Stored {
		entry := yamlText(s.Key) + ": " + string(s.Value)
		if mine := s.Key == d.found.Token.Key; !mine {
			others = append(others, entry)
		} else if string(s.Value) != `"{{token}}"` {
			all = append(all, entry)
		}
	}
	if all != nil {
		d.guess(d.found.Token.At, "  storage: {%s}", strings.Join(all, ", "))
	}
	if others != nil {
		d.guess(d.found.Token.At, "  storage_with_token: {%s}", strings.Join(others, ", "))
	}
}

// Where the mock WeChat is that a backend elsewhere asks, and what it is asked with: as
// "wxload mock" has it.
const (
	draftMock   = "127.0.0.1:8090"
	draftSecret = mockwx.DefaultSecret
)
