package load

import (
	"path"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/script/engine"
)

// part reads the JSON file beside a module and follows the components that it
// uses; global ones are those of app.json. at is the path without a suffix.
func (p *Project) part(at, module string, global map[string]string, known map[string]*Component) Component {
	c := Component{Module: module}
	if module != "" {
		at = strings.TrimSuffix(module, path.Ext(module))
	}
	if wxml := at + ".wxml"; isFile(p.fsys, wxml) {
		c.Template = wxml
	}
	if name := at + ".json"; isFile(p.fsys, name) {
		config, err := p.setting(name)
		if err != nil {
			p.warnFile(name, err.Error())
		}
		c.Config = config
	}
	c.Uses = p.uses(at, c.Config, global, known)
	return c
}

// uses are the components of a JSON file, over the global ones.
func (p *Project) uses(at string, config gjson.Result, global map[string]string, known map[string]*Component) map[string]string {
	uses := make(map[string]string, len(global))
	for tag, module := range global {
		uses[tag] = module
	}
	file := at + ".json"
	follow := func(tag, request string) {
		switch {
		case strings.HasPrefix(request, "plugin://") || strings.HasPrefix(request, "plugin-private://") || p.platforms(request):
			delete(uses, tag)
		case request != "":
			if module := p.used(file, tag, request, known); module != "" {
				uses[tag] = module
			}
		}
	}
	config.Get("usingComponents").ForEach(func(k, v gjson.Result) bool {
		follow(k.Str, v.Str)
		return true
	})
	config.Get("componentGenerics").ForEach(func(k, v gjson.Result) bool {
		follow(k.Str, v.Get("default").Str)
		return true
	})
	return uses
}

// extended are the npm packages that WeChat itself has for a mini program that
// asks for them by useExtendedLib.
var extended = map[string]string{"weui": "weui-miniprogram/", "kbone": "miniprogram-element/"}

// platforms tells whether a component is one of WeChat's own.
func (p *Project) platforms(request string) bool {
	is := false
	p.app.Config.Get("useExtendedLib").ForEach(func(k, v gjson.Result) bool {
		is = is || v.Bool() && extended[k.Str] != "" && strings.HasPrefix(request, extended[k.Str])
		return !is
	})
	return is
}

// used is the module of a component that a JSON file uses; "" where it is missing,
// which is told.
func (p *Project) used(file, tag, request string, known map[string]*Component) string {
	if !strings.HasPrefix(request, ".") && !strings.HasPrefix(request, "/") {
		// A path without "./" is one from the file first, as WeChat takes it.
		if module, found := p.resolver.Page(path.Join(path.Dir(file), request)); found {
			return p.follow(module, known)
		}
	}
	module, err := p.resolver.Component(file, request)
	if err != nil {
		p.warnings = append(p.warnings, notFound(engine.Place{File: file}, err).warning("component "+tag+": "))
		return ""
	}
	return p.follow(module, known)
}

// component reads the component at a path without a suffix; it returns its module,
// "" where it is not there.
func (p *Project) component(at string, known map[string]*Component) string {
	module, found := p.resolver.Page(at)
	if !found {
		return ""
	}
	return p.follow(module, known)
}

// follow reads a component once.
func (p *Project) follow(module string, known map[string]*Component) string {
	if known[module] == nil {
		c := &Component{}
		known[module] = c // first, for components that use themselves
		*c = p.part("", module, nil, known)
	}
	return module
}
