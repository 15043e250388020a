package inspect

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/engine/watchdog"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
)

// maxRuns bounds how often the code is run, and maxFrozen how often it may go on without
// an end before nothing more is tried.
const (
	maxRuns   = 200
	maxFrozen = 2
)

var errEnough = errors.New("nothing more is tried")

// Options say what is inspected. FS and Project are required.
type Options struct {
	// FS has the project's files.
	FS      fs.FS
	Project *load.Project
	// Script are the options of the runs; their Watch is set. Without a Watchdog they get
	// one of their own: code may go on without an end against answers that it does not expect.
	Script script.Options
	// Budget is how much CPU the process may take for the runs in all. What is not known by
	// then stays unknown, and Found.EndedEarly is set. Zero means 20 s.
	Budget time.Duration
}

// defaultBudget is many times what the largest mini programs take.
const defaultBudget = 20 * time.Second

// inspection is what is known while the code is inspected.
type inspection struct {
	project  *load.Project
	script   *script.Script
	wrapper  wrapper.Info // of the script; its runs end when over says so
	over     func() bool
	app      *load.App // nil for a module
	files    []file
	compared map[string][]compared
	keywords map[string][]compared // that a text is searched for
	names    []string
	helps    map[engine.Place]bool // of functions: a compiler has made them
	env      string
	current  *run
	runs     int
	frozen   int // how often the code went on without an end
}

// file is the text of a file of the user's.
type file struct {
	name  string
	text  string
	lines []int // where they begin
}

func (f *file) place(offset int) engine.Place {
	line, found := slices.BinarySearch(f.lines, offset)
	if !found {
		line--
	}
	return engine.Place{File: f.name, Line: line + 1, Column: offset - f.lines[line] + 1}
}

func newFile(name, text string) file {
	f := file{name: name, text: text, lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// largest is the size of a file that a person has written: a larger one is a
// library, a bundle or data.
const largest = 1 << 20

// copied are the names of members that code copies from answer to answer.
var copied = []string{"token", "access_token", "accessToken", "refresh_token", "refreshToken", "sessionId", "session_id", "sessionid", "session3rd",
	"session_key", "sessionKey", "skey", "session", "jwt", "Authorization", "authorization", "userInfo", "user", "userinfo", "info", "openid", "openId", "uid", "userId", "user_id", "id", "data"}

// Inspect finds out what a project does. The error says that it cannot be run at all.
func Inspect(o Options) (*Found, error) {
	in := &inspection{project: o.Project, app: o.Project.App(), env: "develop", helps: map[engine.Place]bool{}}
	for _, f := range o.Project.Files() {
		switch path.Ext(f.Path) {
		case ".js", ".ts", ".mjs", ".cjs", ".wxs":
			if text, err := fs.ReadFile(o.FS, f.Path); err == nil && len(text) < largest {
				in.files = append(in.files, newFile(f.Path, string(text)))
			}
		}
	}
	in.compared, in.keywords = comparisons(in.own()), searches(in.own())
	for _, name := range copied {
		if o.Project.Mentions(name) {
			in.names = append(in.names, name)
		}
	}
	if o.Script.Watchdog == nil {
		o.Script.Watchdog = watchdog.New(1)
		defer o.Script.Watchdog.Close()
	}
	o.Script.Watch, o.Script.Trails = in.hooks(), true
	var err error
	if in.script, err = script.New(o.Project, o.Script); err != nil {
		return nil, err
	}
	end := watchdog.CPUTime() + cmp.Or(o.Budget, defaultBudget)
	in.over = func() bool { return watchdog.CPUTime() >= end || o.Script.Over != nil && o.Script.Over() }
	in.wrapper = in.script.Kept(in.over)
	found := in.find()
	found.EndedEarly = in.over()
	return found, nil
}

// own are the files that are no library's, or all where a library makes the requests.
func (in *inspection) own() []file {
	var own []file
	for _, f := range in.files {
		if !library(f.name) || strings.Contains(f.text, ".request(") {
			own = append(own, f)
		}
	}
	return own
}

// find runs the code until all is known that can be.
func (in *inspection) find() *Found {
	literals := in.successes()
	r := in.survey(policy{literals: literals})
	found := in.describe()
	found.read(in, r)
	login := in.login(r)
	if login == nil {
		r, login = in.provoked(r)
	}
	token := in.token(r, login)
	if better := r.loginOf(token); better != nil {
		login, token.renewal = better, false
	}
	found.Login = login.found(token)
	found.Token = token.found(r)
	found.Domains = append(found.Domains, in.domains(r, login)...)
	found.Calls = append(found.Calls, in.boundary(r, login)...)
	found.Success = in.success(r, literals, login)
	if login != nil {
		found.AuthFailure, found.Refresh = in.failure(r, literals, login, token)
		found.Login.ExpiresIn = r.expiry(login)
		found.RenewMargin, found.Login.ExpiresUnit = in.renewal(r, literals, login, token)
	}
	asked, routes := r.asked(login)
	literals = lasting(literals, found.Login)
	found.Stored = in.stored(r, asked, literals, token)
	found.Answers, found.Public = answers(asked, routes, literals, login, token), append(found.Public, in.public(r, token)...)
	found.Tap = r.tapOf(login)
	if found.NoLogin = in.app != nil && login == nil && token == nil && len(r.sends) > 0 && !r.asksForToken() && (found.Strays > 0 || !in.project.Mentions("login")); found.NoLogin {
		found.Public = []string{"/"}
	}
	found.Runs = in.runs
	return found
}

// describe is what can be seen without running the code.
func (in *inspection) describe() *Found {
	f := &Found{Kind: "module", Launch: in.script.Found().Launch,
		Calls: []Call{}, Domains: []Domain{}, APIs: APIs{True: []string{}, Stubbed: []string{}, Missing: []string{}}, Warnings: []Note{}, Hosts: []string{}, Errors: []string{}, Pages: []string{}, Public: []string{}}
	if in.app != nil {
		f.Kind, f.Framework = "mini-program", in.framework()
		f.Pages = append(f.Pages, in.app.Pages[0].Route)
		for _, tab := range in.app.Tabs {
			if !slices.Contains(f.Pages, tab) {
				f.Pages = append(f.Pages, tab)
			}
		}
	}
	for _, file := range in.project.Files() {
		f.Files++
		f.Bytes += file.Size
	}
	for _, w := range in.project.Warnings() {
		f.Warnings = append(f.Warnings, Note{Place: placeOf(w.Place), Text: w.Text})
	}
	return f
}

// framework is what the code was built by: each leaves files or names of its own.
func (in *inspection) framework() string {
	built := func(names ...string) bool {
		return slices.ContainsFunc(in.files, func(f file) bool {
			return slices.ContainsFunc(names, func(n string) bool { return f.name == path.Join(in.app.Dir, n) })
		})
	}
	has := func(text string) bool {
		return slices.ContainsFunc(in.files, func(f file) bool { return strings.Contains(f.text, text) })
	}
	switch {
	case built("taro.js") || in.project.Mentions("createTaroInstance") || in.project.Mentions("__taroAppConfig") || has("@tarojs/"):
		return "taro"
	case built("common/main.js") && built("common/runtime.js") || has("uni-app") || has("__uniConfig") || has("uniapp"):
		return "uni-app"
	case built("common/manifest.js", "static/js/manifest.js") || has("mpvue"):
		return "mpvue"
	case has("wepy") || in.project.Mentions("$createPage"):
		return "wepy"
	}
	return "native"
}
