package resolve_test

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/wxload/wxload/client/script/load/internal/resolve"
)

// tree makes a file system of paths; "a -> b" is a symbolic link, "a: text" a
// file with a text.
func tree(entries ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, e := range entries {
		if name, to, is := strings.Cut(e, " -> "); is {
			fsys[name] = &fstest.MapFile{Data: []byte(to), Mode: fs.ModeSymlink | 0o777}
			continue
		}
		name, text, _ := strings.Cut(e, ": ")
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestSymbolicLinksAreFollowedInside(t *testing.T) {
	fsys := tree(
		"node_modules/a -> .pnpm/a@1/node_modules/a",
		"node_modules/.pnpm/a@1/node_modules/a/index.js",
		"node_modules/.pnpm/a@1/node_modules/b -> ../../b@2/node_modules/b",
		"node_modules/.pnpm/b@2/node_modules/b/index.js",
		"shared -> lib", "lib/x.js", "lib/y.js -> x.js",
	)
	r := resolve.New(fsys, resolve.Config{})
	for _, c := range []struct{ from, request, want string }{
		{"m.js", "a", "node_modules/.pnpm/a@1/node_modules/a/index.js"},
		{"node_modules/.pnpm/a@1/node_modules/a/index.js", "b", "node_modules/.pnpm/b@2/node_modules/b/index.js"},
		{"m.js", "./shared/x", "lib/x.js"},
		{"m.js", "./lib/y", "lib/x.js"},
	} {
		if got, err := r.Resolve(c.from, c.request); got != c.want {
			t.Errorf("%s from %s is %q, %v; want %s", c.request, c.from, got, err, c.want)
		}
	}
}

func TestNothingOutsideIsRead(t *testing.T) {
	r := resolve.New(tree("up -> ../secret", "abs -> /etc", "x.js -> ../x.js", "loop -> loop", "m.js", "node_modules/p -> ../../p"), resolve.Config{})
	for _, c := range []struct{ request, want string }{
		{"./up/x", "up is a symbolic link out of the folder, and nothing outside is read: copy it"},
		{"./abs/passwd", "abs is a symbolic link out of the folder, and nothing outside is read: copy it"},
		{"./x", "x.js is a symbolic link out of the folder, and nothing outside is read: copy it"},
		{"./loop", "loop is a symbolic link"},
		{"p", "node_modules/p is a symbolic link out of the folder, and nothing outside is read: copy it"},
		{"../../x", "it lies outside of the folder that is loaded, and nothing outside is read"},
		{"/../../y", "is it left out"},
	} {
		id, err := r.Resolve("m.js", c.request)
		var missing *resolve.NotFound
		if !errors.As(err, &missing) || !strings.Contains(missing.Advice, c.want) {
			t.Errorf("%s is %q, %v; want %q", c.request, id, err, c.want)
		}
	}
}

func TestAnErrorSaysWhatWasTriedAndWhatToDo(t *testing.T) {
	fsys := tree(
		"app.json", "utils/request.js", "utils/Auth.js", "config.example.js", "page.vue", "filter.wxs", "node_modules/half/other.js",
		`package.json: {"dependencies": {"listed": "1"}}`, ".gitmodules: [submodule \"x\"]\n\tpath = shared/x\n", ".gitignore: # secrets\n/secret.js\n*.local.js\nbuild/\n",
	)
	app := resolve.New(fsys, resolve.Config{App: ".", MiniProgram: true, Aliases: []resolve.Alias{{Pattern: "@/*", To: []string{"src/*"}}}})
	module := resolve.New(fsys, resolve.Config{})
	for _, c := range []struct {
		r             *resolve.Resolver
		request, want string
	}{
		{app, "./x", "cannot find module './x': there is no utils/x.js; is it left out of the repository, or made by a build?"},
		{app, "./auth", "cannot find module './auth': there is no utils/auth.js; utils/Auth.js is there: upper and lower case differ, which a device does not forgive"},
		{app, "../config", "cannot find module '../config': there is no config.js; config.example.js lies beside it: copy it to config.js and fill it in"},
		{app, "../secret", "cannot find module '../secret': there is no secret.js; secret.js is in .gitignore: get it from somebody who has it"},
		{app, "../env.local.js", "cannot find module '../env.local.js': there is no env.local.js; env.local.js is in .gitignore: get it from somebody who has it"},
		{app, "../build/x", "cannot find module '../build/x': there is no build/x.js; build/x.js is in .gitignore: get it from somebody who has it"},
		{app, "../page", "cannot find module '../page': there is no page.js; page.vue is not JavaScript: build the project, and name the built folder"},
		{app, "../page.vue", "cannot find module '../page.vue': there is no page.vue.js; page.vue is not JavaScript: build the project, and name the built folder"},
		{app, "../filter.wxs", "cannot find module '../filter.wxs': there is no filter.wxs.js; filter.wxs is not JavaScript"},
		{app, "/lib/x", "cannot find module '/lib/x': there is no lib/x.js; is it left out of the repository, or made by a build?"},
		{app, "../shared/x/y", "cannot find module '../shared/x/y': there is no shared/x/y.js; shared/x is a submodule of git: run git submodule update --init"},
		{app, "../miniprogram_npm/listed/x", "cannot find module '../miniprogram_npm/listed/x': there is no miniprogram_npm/listed/x.js, miniprogram_npm/listed, node_modules/listed; package.json asks for it: run npm install, and build npm in WeChat's tool if the mini program uses miniprogram_npm"},
		{app, "@/x", "cannot find module '@/x': there is no src/x.js; is it left out of the repository, or made by a build?"},
		{app, "lib/x", "cannot find module 'lib/x': there is no utils/lib/x.js, lib/x.js, miniprogram_npm/lib, node_modules/lib; no package and no file has that name: run npm install, and build npm in WeChat's tool if the mini program uses miniprogram_npm"},
		{app, "listed", "cannot find module 'listed': there is no miniprogram_npm/listed, node_modules/listed; package.json asks for it: run npm install, and build npm in WeChat's tool if the mini program uses miniprogram_npm"},
		{module, "@a/b", "cannot find module '@a/b': there is no node_modules/@a/b; no package and no file has that name: run npm install"},
		{module, "half", "cannot find module 'half': there is no node_modules/half/index.js, utils/half.js, half.js; is it left out of the repository, or made by a build?"},
		{module, "half/x", "cannot find module 'half/x': there is no utils/half/x.js, half/x.js, node_modules/half/x.js; is it left out of the repository, or made by a build?"},
		{module, "crypto", "cannot find module 'crypto': there is no node_modules/crypto; it is a module of Node.js, which a mini program does not have"},
		{module, "node:fs", "cannot find module 'node:fs'; it is a module of Node.js, which a mini program does not have"},
		{module, "https://x/y.js", "cannot find module 'https://x/y.js'; code is not loaded from the net"},
		{module, "plugin://x/y", "cannot find module 'plugin://x/y'; plugins are not loaded"},
		{module, "", "cannot find module ''; is it left out of the repository, or made by a build?"},
	} {
		if id, err := c.r.Resolve("utils/request.js", c.request); err == nil || err.Error() != c.want {
			t.Errorf("%q is %q:\n got %v\nwant %s", c.request, id, err, c.want)
		}
	}
}

func TestManyResolveAtTheSameTime(t *testing.T) {
	r := resolve.New(tree("a.js", "b/index.js", "node_modules/c/package.json: {\"main\": \"d.js\"}", "node_modules/c/d.js"), resolve.Config{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, request := range []string{"./a", "./b", "c", "./none"} {
				_, err := r.Resolve("m.js", request)
				if (err != nil) != (request == "./none") {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func FuzzARequestLeadsToAFileOfTheFolder(f *testing.F) {
	for _, request := range []string{"./a", "../a", "/b", "c", "@s/d/e", "@/a", "c/x", "*", "./b/", ".", "a\x00b", "./../..//a", "c/..", `\`} {
		f.Add("pages/m.js", request)
	}
	fsys := tree("a.js", "b/index.ts", "pages/m.js", "out -> ../..", `node_modules/c/package.json: {"exports": {"./x*": "./../../../*", ".": "./i.js"}, "browser": {"./i.js": "../../../etc"}}`,
		"node_modules/c/i.js", "node_modules/@s/d/e.js")
	r := resolve.New(fsys, resolve.Config{App: ".", Aliases: []resolve.Alias{{Pattern: "@/*", To: []string{"../*", "*"}}, {Pattern: "*", To: []string{"out/*"}}}})
	f.Fuzz(func(t *testing.T, from, request string) {
		from = path.Join("pages", path.Base(from))
		id, err := r.Resolve(from, request)
		if err != nil {
			var missing *resolve.NotFound
			if !errors.As(err, &missing) || missing.Request == "" && request != "" {
				t.Fatalf("%q from %q: %v", request, from, err)
			}
			return
		}
		if strings.HasPrefix(id, "wxload:") {
			return
		}
		if info, err := fs.Stat(fsys, id); err != nil || !info.Mode().IsRegular() || !resolve.IsCode(id) {
			t.Fatalf("%q from %q is %q: %v", request, from, id, err)
		}
	})
}
