package load_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxload/wxload/client/script/load"
)

// shop is a small mini program.
func shop() fstest.MapFS {
	return files(
		"project.config.json", `{"miniprogramRoot": "mp/", "setting": {"es6": true}}`,
		"mp/app.js", "require('utils/api'); App({})",
		"mp/app.json", `{
			// comments are allowed here, as in WeChat's tool
			"pages": ["pages/index/index", "pages/me/me"],
			"subpackages": [{"root": "shop/", "pages": ["list/list", "/cart/cart.js"], "independent": true, "plugins": {"pay": {}}}],
			"subPackages": [{"root": "more", "pages": ["x"]}],
			"tabBar": {"custom": true, "list": [{"pagePath": "pages/index/index"}, {"pagePath": "pages/me/me"}]},
			"plugins": {"chat": {"version": "1", "provider": "wx1"}},
			"usingComponents": {"nav": "/components/nav/nav"},
		}`,
		"mp/utils/api.js", "module.exports = {}",
		"mp/ext.json", `{"extEnable": true, "ext": {"host": "https://x"}}`,
		"mp/pages/index/index.js", "Page({})", "mp/pages/index/index.wxml", "<nav/>",
		"mp/pages/index/index.json", `{"usingComponents": {"card": "../../components/card/card", "van-button": "@vant/weapp/button/index", "talk": "plugin://chat/talk", "gone": "./gone", "half": "./half"}}`,
		"mp/pages/index/half.json", `{"component": true}`,
		"mp/pages/me/me.ts", "Page({})",
		"mp/shop/list/list.js", "Page({})", "mp/shop/cart/cart.js", "Page({})", "mp/more/x.js", "Page({})",
		"mp/components/nav/nav.js", "Component({})", "mp/components/nav/nav.json", `{"component": true, "usingComponents": {"nav": "./nav"}}`,
		"mp/components/card/card.js", "Component({})", "mp/components/card/card.json", `{"component": true, "usingComponents": {"inner": "inner/index"}}`,
		"mp/components/card/inner/index.js", "Component({})",
		"mp/miniprogram_npm/@vant/weapp/button/index.js", "Component({})",
		"mp/custom-tab-bar/index.js", "Component({})",
	)
}

func TestAMiniProgramIsRead(t *testing.T) {
	p := open(t, shop(), ".")
	a := p.App()
	var routes, modules []string
	for _, page := range a.Pages {
		routes, modules = append(routes, page.Route+"@"+page.Package), append(modules, page.Module)
	}
	var components []string
	for _, c := range a.Components {
		components = append(components, c.Module)
	}
	for _, c := range []struct{ what, got, want string }{
		{"entry", p.Entry(), "mp/app.js"},
		{"folder", a.Dir, "mp"},
		{"pages", strings.Join(routes, " "), "pages/index/index@ pages/me/me@ shop/list/list@shop shop/cart/cart@shop more/x@more"},
		{"modules", strings.Join(modules, " "), "mp/pages/index/index.js mp/pages/me/me.ts mp/shop/list/list.js mp/shop/cart/cart.js mp/more/x.js"},
		{"components", strings.Join(components, " "), "mp/components/card/card.js mp/components/card/inner/index.js mp/components/nav/nav.js mp/custom-tab-bar/index.js mp/miniprogram_npm/@vant/weapp/button/index.js"},
		{"tabs", strings.Join(a.Tabs, " "), "pages/index/index pages/me/me"},
		{"plugins", strings.Join(a.Plugins, " "), "pay chat"},
		{"ext.json", a.Ext.Get("ext.host").Str, "https://x"},
		{"template", a.Pages[0].Template, "mp/pages/index/index.wxml"},
		{"no template", a.Pages[1].Template, ""},
		{"uses of a page", a.Page("/pages/index/index").Uses["card"], "mp/components/card/card.js"},
		{"uses of npm", a.Pages[0].Uses["van-button"], "mp/miniprogram_npm/@vant/weapp/button/index.js"},
		{"uses of app.json", a.Pages[1].Uses["nav"], "mp/components/nav/nav.js"},
		{"uses of app.json in a component", a.Components[0].Uses["nav"], "mp/components/nav/nav.js"},
		{"uses of a plugin", a.Pages[0].Uses["talk"], ""},
		{"warnings", warnings(p), "mp/pages/index/index.json: component gone: cannot find module './gone': there is no mp/pages/index/gone.js; is it left out of the repository, or made by a build?\n" +
			"mp/pages/index/index.json: component half: cannot find module './half': there is no mp/pages/index/half.js; is it left out of the repository, or made by a build?"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	if a.Page("none") != nil {
		t.Error("there is a page of an unknown route")
	}
	for _, page := range a.Pages {
		if program, err := p.Module(page.Module); err != nil || program.Name() != page.Module {
			t.Errorf("%s: %v", page.Module, err)
		}
	}
	if got := paths(p); !strings.Contains(got, "mp/utils/api.js") || !strings.Contains(got, "mp/app.json") || !strings.Contains(got, "project.config.json") {
		t.Errorf("files are %s", got)
	}
}

func TestTheEntryPageComesFirst(t *testing.T) {
	p := open(t, files("app.js", "", "app.json", `{"entryPagePath": "b", "pages": ["a", "b", "c"]}`, "a.js", "", "b.js", "", "c.js", ""), ".")
	var routes []string
	for _, page := range p.App().Pages {
		routes = append(routes, page.Route)
	}
	if got := strings.Join(routes, " "); got != "b a c" {
		t.Errorf("pages are %s", got)
	}
}

func TestWhereAMiniProgramLies(t *testing.T) {
	built := []string{"app.js", "", "app.json", `{"pages": ["p"]}`, "p.js", ""}
	at := func(dir string, more ...string) fstest.MapFS {
		fsys := files(more...)
		for i := 0; i < len(built); i += 2 {
			fsys[dir+built[i]] = &fstest.MapFile{Data: []byte(built[i+1])}
		}
		return fsys
	}
	for _, c := range []struct {
		name  string
		fsys  fstest.MapFS
		entry string
		want  string // the entry or the error
	}{
		{"the folder itself", at(""), ".", "app.js"},
		{"a folder inside", at("dist/wx/"), "dist/wx", "dist/wx/app.js"},
		{"miniprogramRoot", at("x/y/", "project.config.json", `{"miniprogramRoot": "./x/y/"}`), ".", "x/y/app.js"},
		{"srcMiniprogramRoot", at("s/", "project.config.json", `{"miniprogramRoot": "no", "srcMiniprogramRoot": "s"}`), ".", "s/app.js"},
		{"what uni-app builds", at("dist/build/mp-weixin/", "src/pages.json", ""), ".", "dist/build/mp-weixin/app.js"},
		{"sources of uni-app", files("src/pages.json", ""), ".", "the folder has no app.json: it is the source of a uni-app: build it for WeChat, and name the built folder"},
		{"sources of Taro", files("src/app.config.ts", ""), ".", "the folder has no app.json: it is the source of a Taro app: build it for WeChat, and name the built folder"},
		{"another folder", files("x/y", ""), "x", "x has no app.json: name the folder of a mini program, or a file"},
		{"no app.js", files("app.json", `{"pages": ["p"]}`, "p.js", ""), ".", "there is no app.js beside app.json: if it is made by a build, build it, and name the built folder"},
		{"no pages", files("app.json", `{}`, "app.js", ""), ".", "app.json has 0 pages"},
		{"broken JSON", files("app.json", `{"pages": [`, "app.js", ""), ".", "load the mini program: app.json is not JSON: unexpected end of JSON input"},
		{"broken settings", at("", "project.config.json", `{`), ".", "project.config.json is not JSON: unexpected end of JSON input"},
		{"outside", at(""), "../x", "../x: not a path in the project"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := load.New(c.fsys, c.entry, load.Limits{})
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				got = p.Entry()
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWhatIsMissingInAMiniProgramIsTold(t *testing.T) {
	p := open(t, files("app.js", "", "app.json", `{"pages": ["a", "b"], "useExtendedLib": {"weui": true}}`, "a.js", "", "a.json", `{"usingComponents": {"x": "weui-miniprogram/x/x", "y": "@vant/weapp/y/index"}}`,
		"b.vue", "", "package.json", `{"dependencies": {"@vant/weapp": "1"}}`), ".")
	const want = "a.json: component y: cannot find module '@vant/weapp/y/index': there is no miniprogram_npm/@vant/weapp, node_modules/@vant/weapp; package.json asks for it: run npm install, and build npm in WeChat's tool if the mini program uses miniprogram_npm\n" +
		"app.json: page b has no b.js: b.vue is not JavaScript: build the project, and name the built folder"
	if got := warnings(p); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAModuleOfAMiniProgramUsesItsRules(t *testing.T) {
	fsys := shop()
	fsys["mp/utils/request.js"] = &fstest.MapFile{Data: []byte("log(typeof require('/utils/api'), typeof require('@/utils/api'), typeof (function () { return this })())")}
	if got := run(t, fsys, "mp/utils/request.js"); got != "object object undefined" {
		t.Errorf("got %s", got)
	}
}
