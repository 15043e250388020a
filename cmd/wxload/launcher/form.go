package launcher

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wxload/wxload/reports/lang"
)

// Choice is something to choose, with what it is.
type Choice struct{ Name, Summary string }

// Choices are what comes with the command.
type Choices struct {
	Templates  []Choice // scenarios that "wxload init" writes
	Situations []Choice
	Wrappers   []Choice
}

// said are the same choices, in a language.
func (c Choices) said(words *lang.Words) Choices {
	say := func(all []Choice) (out []Choice) {
		for _, one := range all {
			out = append(out, Choice{one.Name, words.Say(one.Summary)})
		}
		return out
	}
	return Choices{say(c.Templates), say(c.Situations), say(c.Wrappers)}
}

// form is what a person has chosen.
type form struct {
	Do        string `json:"do"`        // "run" or "explore"
	Scenario  string `json:"scenario"`  // of a run: "" for the built-in one, a template, or fileChoice
	Situation string `json:"situation"` // of a search: its name, everySituation or fileChoice
	File      string `json:"file"`      // for fileChoice
	Wrapper   string `json:"wrapper"`   // an id, fileChoice, or "" for the scenario's
	Own       string `json:"own"`       // the path of one's own wrapper, for fileChoice
	Clients   string `json:"clients"`   // "" as the scenario has it, as the next ones
	Duration  string `json:"duration"`
	Target    string `json:"target"`
	Out       string `json:"out"` // the report's file, or the folder of a search's pages
}

// What a form has besides names.
const (
	fileChoice     = "file:"
	everySituation = "all:"
)

// plan is what a form comes to.
type plan struct {
	commands [][]string // arguments, without the program
	result   string     // the page that the last of them writes
	several  bool       // it has others beside it
}

// plan makes commands of a form. has reports whether there is a file.
func (f *form) plan(c Choices, has func(name string) bool) (plan, error) {
	for _, s := range []string{f.File, f.Own, f.Clients, f.Duration, f.Target, f.Out} {
		if len(s) > 1000 || strings.ContainsFunc(s, hidden) {
			return plan{}, errors.New("a text is too long, or has characters that nobody can see")
		}
	}
	switch f.Do {
	case "run":
		return f.run(c, has)
	case "explore":
		return f.explore(c, has)
	}
	return plan{}, fmt.Errorf("nothing is called %q", f.Do)
}

// hidden reports whether a character does not show, or changes the order of others.
func hidden(r rune) bool { return !unicode.IsPrint(r) }

func (f *form) run(c Choices, has func(string) bool) (plan, error) {
	var p plan
	args := []string{"run"}
	switch f.Scenario {
	case "":
	case fileChoice:
		if err := named(f.File, "the scenario file"); err != nil {
			return plan{}, err
		}
		args = append(args, f.File)
	default:
		if !known(c.Templates, f.Scenario) {
			return plan{}, fmt.Errorf("no example is called %q", f.Scenario)
		}
		file := f.Scenario + ".yaml"
		if !has(file) {
			p.commands = append(p.commands, []string{"init", f.Scenario})
		}
		args = append(args, file)
	}
	if err := f.checkLoad(); err != nil {
		return plan{}, err
	}
	wrapper, err := f.wrapper(c)
	if err != nil {
		return plan{}, err
	}
	args = append(args, wrapper...)
	for _, flag := range [][2]string{{"--clients", f.Clients}, {"--duration", f.Duration}, {"--target", f.Target}} {
		if flag[1] != "" {
			args = append(args, flag[0], flag[1])
		}
	}
	p.result = cmp.Or(f.Out, free("report", ".html", has))
	if !strings.EqualFold(filepath.Ext(p.result), ".html") {
		p.result += ".html" // a page is a page, and never a scenario that was there
	}
	p.commands = append(p.commands, append(args, "--ui", "127.0.0.1:0", "--out", "html="+p.result))
	return p, nil
}

func (f *form) explore(c Choices, has func(string) bool) (plan, error) {
	args := []string{"explore"}
	switch f.Situation {
	case everySituation:
		args = append(args, "--all")
	case fileChoice:
		if err := named(f.File, "the scenario file"); err != nil {
			return plan{}, err
		}
		args = append(args, f.File)
	default:
		if !known(c.Situations, f.Situation) {
			return plan{}, fmt.Errorf("no situation is called %q", f.Situation)
		}
		args = append(args, f.Situation)
	}
	wrapper, err := f.wrapper(c)
	if err != nil {
		return plan{}, err
	}
	folder := cmp.Or(f.Out, free("search", "", has))
	return plan{[][]string{append(append(args, wrapper...), "--out", folder)}, filepath.Join(folder, "index.html"), true}, nil
}

// free is a name that no file has.
func free(name, suffix string, has func(string) bool) string {
	all := name + suffix
	for i := 2; has(all); i++ {
		all = fmt.Sprintf("%s-%d%s", name, i, suffix)
	}
	return all
}

// wrapper are the arguments that name the wrapper.
func (f *form) wrapper(c Choices) ([]string, error) {
	switch {
	case f.Wrapper == "":
		return nil, nil
	case f.Wrapper != fileChoice && !known(c.Wrappers, f.Wrapper):
		return nil, fmt.Errorf("no wrapper is called %q", f.Wrapper)
	case f.Wrapper != fileChoice:
		return []string{"--wrapper", f.Wrapper}, nil
	}
	if err := named(f.Own, "your wrapper"); err != nil {
		return nil, err
	}
	path := f.Own
	// Where a name has no slash the command looks for a wrapper with this id.
	if !strings.ContainsAny(path, `/\`) && !slices.Contains([]string{".js", ".mjs", ".cjs", ".ts"}, filepath.Ext(path)) {
		path = "./" + path
	}
	return []string{"--wrapper", path}, nil
}

// checkLoad says what is no number or no time, in the words of the page.
func (f *form) checkLoad() error {
	if n, err := strconv.Atoi(f.Clients); f.Clients != "" && (err != nil || n < 1) {
		return fmt.Errorf("%q is no number of clients", f.Clients)
	}
	if d, err := time.ParseDuration(f.Duration); f.Duration != "" && (err != nil || d <= 0) {
		return fmt.Errorf("%q is no time: write 30s or 5m", f.Duration)
	}
	return nil
}

// named refuses what the command would take for a flag, or for standard input.
func named(path, what string) error {
	switch {
	case path == "":
		return fmt.Errorf("where is %s? Name its path", what)
	case strings.HasPrefix(path, "-"):
		return fmt.Errorf("%q is no path: write ./%[1]s for a file of that name", path)
	}
	return nil
}

func known(all []Choice, name string) bool {
	return slices.ContainsFunc(all, func(c Choice) bool { return c.Name == name })
}

// line is a command as one types it.
func line(args []string) string {
	words := []string{"wxload"}
	for _, arg := range args {
		words = append(words, quoted(arg))
	}
	return strings.Join(words, " ")
}

// quoted is an argument as a shell of Unix has to read it.
func quoted(arg string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:=@%+,", r)
	}
	if arg != "" && !strings.ContainsFunc(arg, func(r rune) bool { return !plain(r) }) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
