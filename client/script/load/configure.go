package load

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load/internal/resolve"
	"github.com/wxload/wxload/client/script/load/internal/transform"
)

// taro is the module that stands for Taro's own; wxload has it.
const taro = "wxload:taro"

// configure reads the settings of a project.
func (p *Project) configure(at layout) error {
	config, err := p.projectConfig(at)
	if err != nil {
		return err
	}
	setting := config.Get("setting")
	p.strict = (setting.Get("es6").Bool() || setting.Get("enhance").Bool()) && !setting.Get("disableUseStrict").Bool()
	typed := false
	for _, plugin := range setting.Get("useCompilerPlugins").Array() {
		typed = typed || plugin.Str == "typescript"
	}
	ts := p.tsconfig(at)
	p.options = transform.Options{Tsconfig: ts.options(), Define: p.environment(at).define(), Flags: p.flags()}
	p.resolver = resolve.New(p.fsys, resolve.Config{
		App:         at.app,
		MiniProgram: at.app != "",
		TypeScript:  typed,
		Aliases:     p.aliases(at, ts),
		Builtin:     map[string]string{"@tarojs/taro": taro},
	})
	return nil
}

// flags are the names for which uni-app's conditional comments keep code.
func (p *Project) flags() map[string]bool {
	flags := map[string]bool{"MP": true, "MP-WEIXIN": true, "UNI-APP": true}
	for _, name := range []string{"manifest.json", "src/manifest.json"} {
		if manifest, err := readJSON(p.fsys, name); err == nil && manifest.Get("vueVersion").String() != "3" {
			flags["VUE2"] = true
			return flags
		}
	}
	flags["VUE3"] = true
	return flags
}

// projectConfig is project.config.json, with the private one over it.
func (p *Project) projectConfig(at layout) (gjson.Result, error) {
	if at.config == "" {
		return gjson.Result{}, nil
	}
	shared, err := p.setting(path.Join(at.config, "project.config.json"))
	if err != nil {
		return shared, err
	}
	own, err := p.setting(path.Join(at.config, "project.private.config.json"))
	if err != nil || !own.IsObject() {
		return shared, ignoreMissing(err)
	}
	merged := map[string]json.RawMessage{}
	for _, layer := range []gjson.Result{shared.Get("setting"), own.Get("setting")} {
		layer.ForEach(func(k, v gjson.Result) bool {
			merged[k.Str] = json.RawMessage(v.Raw)
			return true
		})
	}
	text, err := json.Marshal(map[string]any{"setting": merged})
	return gjson.ParseBytes(text), err
}

// setting reads a JSON file that counts as one of the project's.
func (p *Project) setting(name string) (gjson.Result, error) {
	text, err := p.settingText(name)
	if err != nil {
		return gjson.Result{}, err
	}
	return parseJSON(name, text)
}

// settingText reads a file besides the modules.
func (p *Project) settingText(name string) (string, error) {
	text, err := p.read(name)
	if err == nil && !slices.ContainsFunc(p.settings, func(f File) bool { return f.Path == name }) {
		p.settings = append(p.settings, fileOf(name, text))
	}
	return text, err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// aliases are those of tsconfig.json and of app.json, and "@/" where neither has
// one for it.
func (p *Project) aliases(at layout, ts tsconfig) []resolve.Alias {
	list := slices.Clone(ts.aliases)
	if at.app != "" {
		if app, err := readJSON(p.fsys, path.Join(at.app, "app.json")); err == nil {
			app.Get("resolveAlias").ForEach(func(k, v gjson.Result) bool {
				list = append(list, resolve.Alias{Pattern: k.Str, To: []string{path.Join(at.app, v.Str)}})
				return true
			})
		}
	}
	if !slices.ContainsFunc(list, func(a resolve.Alias) bool { return strings.HasPrefix(a.Pattern, "@/") }) {
		to := []string{"src/*", "*"}
		if at.app != "" {
			to = []string{path.Join(at.app, "*"), "src/*", "*"}
		}
		list = append(list, resolve.Alias{Pattern: "@/*", To: to})
	}
	return list
}

// warnFile adds a warning about a whole file.
func (p *Project) warnFile(file, text string) {
	p.warnings = append(p.warnings, Warning{Place: engine.Place{File: file}, Text: text})
}

// environment is what a build would put in the place of process.env and
// import.meta.env.
type environment map[string]string

// environment reads .env and .env.production, of which the names that tools let
// into code count; the rest may be secrets.
func (p *Project) environment(at layout) environment {
	env := environment{"NODE_ENV": "production", "TARO_ENV": "weapp", "UNI_PLATFORM": "mp-weixin"}
	if at.isApp {
		return env // it is built
	}
	for _, name := range []string{".env", ".env.production"} {
		for _, dir := range []string{".", "env"} {
			text, err := p.settingText(path.Join(dir, name))
			if err != nil {
				continue
			}
			for line := range strings.Lines(text) {
				env.add(line)
			}
		}
	}
	return env
}

// prefixes are of names that tools let into code.
var prefixes = []string{"VITE_", "VUE_APP_", "TARO_APP_", "UNI_", "NODE_ENV"}

func (e environment) add(line string) {
	name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !ok || !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
		return
	}
	if n := len(value); n > 1 && strings.ContainsRune("\"'`", rune(value[0])) && value[n-1] == value[0] {
		value = value[1 : n-1]
	} else if i := strings.Index(value, " #"); i >= 0 {
		value = strings.TrimSpace(value[:i])
	}
	e[name] = value
}

// define is what esbuild replaces.
func (e environment) define() map[string]string {
	vite := map[string]any{"MODE": "production", "PROD": true, "DEV": false, "SSR": false, "BASE_URL": "/"}
	define := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(e)) {
		vite[name] = e[name]
		define["process.env."+name] = quote(e[name])
	}
	define["process.env"] = quote(map[string]string(e))
	define["import.meta.env"] = quote(vite)
	return define
}

func quote(v any) string {
	text, _ := json.Marshal(v) // maps and texts have no errors
	return string(text)
}
