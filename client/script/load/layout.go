package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/wxload/wxload/client/script/load/internal/resolve"
)

// layout is where the parts of a project lie; paths are from the root.
type layout struct {
	isApp bool
	// app is the folder of app.json; for a module that around it, "" if there is
	// none.
	app string
	// entry is a module's file.
	entry string
	// config is the folder of project.config.json, "" if there is none.
	config string
	// taken tells that app was found and not named.
	taken bool
}

// locate finds the parts of the project of a module or of a mini program's folder.
func locate(fsys fs.FS, entry string) (layout, error) {
	if !fs.ValidPath(entry) {
		return layout{}, fmt.Errorf("%s: not a path in the project", entry)
	}
	info, err := fs.Stat(fsys, entry)
	switch {
	case err != nil:
		return layout{}, fmt.Errorf("load JavaScript: %w", err)
	case info.IsDir():
		return locateApp(fsys, entry)
	case !resolve.IsCode(entry):
		return layout{}, fmt.Errorf("%s is neither JavaScript nor TypeScript", entry)
	}
	at := layout{entry: entry, config: above(fsys, path.Dir(entry), "project.config.json")}
	if above(fsys, path.Dir(entry), "app.json") != "" {
		at.app = above(fsys, path.Dir(entry), "app.json")
	} else if at.config != "" {
		for _, root := range appRoots(fsys, at.config) {
			if root == "." || strings.HasPrefix(entry, root+"/") {
				at.app = root
				break
			}
		}
	}
	return at, nil
}

// locateApp finds the app.json of a folder: its own, that of the folder which
// project.config.json names, or a built one.
func locateApp(fsys fs.FS, dir string) (layout, error) {
	at := layout{isApp: true}
	roots := append(appRoots(fsys, dir), dir)
	for _, root := range roots {
		if isFile(fsys, path.Join(root, "app.json")) {
			at.app = root
			break
		}
	}
	if at.app == "" {
		if at.app = built(fsys, dir); at.app == "" {
			return at, noApp(fsys, dir)
		}
		at.taken = true
	}
	at.config = above(fsys, at.app, "project.config.json")
	return at, nil
}

// appRoots are the folders that a project.config.json names.
func appRoots(fsys fs.FS, dir string) []string {
	config, err := readJSON(fsys, path.Join(dir, "project.config.json"))
	if err != nil {
		return nil
	}
	var roots []string
	for _, key := range []string{"miniprogramRoot", "srcMiniprogramRoot"} {
		if s := strings.Trim(config.Get(key).Str, "/"); s != "" {
			if root := path.Join(dir, s); fs.ValidPath(root) {
				roots = append(roots, root)
			}
		}
	}
	return roots
}

// outputs are where the tools of Taro, uni-app, mpvue and wepy build to, and where
// WeChat's own templates keep a mini program.
var outputs = []string{"miniprogram", "dist/build/mp-weixin", "dist/dev/mp-weixin", "unpackage/dist/build/mp-weixin",
	"unpackage/dist/dev/mp-weixin", "dist/weapp", "dist/wx", "dist", "weapp"}

func built(fsys fs.FS, dir string) string {
	for _, o := range outputs {
		if root := path.Join(dir, o); isFile(fsys, path.Join(root, "app.json")) {
			return root
		}
	}
	return ""
}

// ErrNoApp says that a folder is none of a mini program's.
var ErrNoApp = errors.New("no app.json")

// noApp says what to do about a folder without app.json.
func noApp(fsys fs.FS, dir string) error {
	what := "name the folder of a mini program, or a file"
	for _, source := range [][2]string{
		{"src/app.config.ts", "Taro app"}, {"src/app.config.js", "Taro app"}, {"src/pages.json", "uni-app"}, {"pages.json", "uni-app"},
		{"src/manifest.json", "uni-app"}, {"manifest.json", "uni-app"}, {"pages.config.ts", "uni-app"}, {"src/app.wpy", "wepy app"},
	} {
		if isFile(fsys, path.Join(dir, source[0])) {
			what = "it is the source of a " + source[1] + ": build it for WeChat, and name the built folder"
			break
		}
	}
	if dir == "." {
		dir = "the folder"
	}
	return fmt.Errorf("%s has %w: %s", dir, ErrNoApp, what)
}

// above is the folder at or above dir that has a file; "" if none has.
func above(fsys fs.FS, dir, name string) string {
	for {
		if isFile(fsys, path.Join(dir, name)) {
			return dir
		}
		if dir == "." {
			return ""
		}
		dir = path.Dir(dir)
	}
}

func isFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}
