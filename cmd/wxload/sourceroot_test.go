package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/script/load"
)

// disk writes files below a new folder; "a -> b" is a symbolic link.
func disk(t *testing.T, entries ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, e := range entries {
		name, text, _ := strings.Cut(e, ": ")
		name, to, link := strings.Cut(name, " -> ")
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if link {
			err = os.Symlink(to, p)
		} else {
			err = os.WriteFile(p, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTheRootOfAProjectOnDisk(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		path  string
		want  string // id of the entry
	}{
		{"a file alone", []string{"x/m.js: 1"}, "x/m.js", "m.js"},
		{"package.json above", []string{"package.json: {}", "src/x/m.js: 1"}, "src/x/m.js", "src/x/m.js"},
		{"the nearest one", []string{"package.json: {}", "a/package.json: {}", "a/x/m.js: 1"}, "a/x/m.js", "x/m.js"},
		{"tsconfig.json", []string{"tsconfig.json: {}", "x/m.ts: 1"}, "x/m.ts", "x/m.ts"},
		{"app.json in a folder of the project", []string{"package.json: {}", "src/app.json: {}", "src/utils/m.js: 1"}, "src/utils/m.js", "src/utils/m.js"},
		{"settings above npm", []string{"project.config.json: {}", "mp/package.json: {}", "mp/utils/m.js: 1"}, "mp/utils/m.js", "mp/utils/m.js"},
		{"a mini program", []string{"app.json: {\"pages\": [\"p\"]}", "app.js: 1", "p.js: 1"}, ".", "app.js"},
		{"a mini program below its settings", []string{"project.config.json: {}", "mp/app.json: {\"pages\": [\"p\"]}", "mp/app.js: 1", "mp/p.js: 1"}, "mp", "mp/app.js"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if p := openSource(t, filepath.Join(disk(t, c.files...), filepath.FromSlash(c.path))); p.Entry() != c.want {
				t.Errorf("the entry is %s, want %s", p.Entry(), c.want)
			}
		})
	}
}

// openSource loads a project from disk.
func openSource(t *testing.T, path string) *load.Project {
	t.Helper()
	root, entry, err := sourceRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	p, err := load.New(root.FS(), entry, load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNothingOutsideOfTheRootIsReadFromDisk(t *testing.T) {
	outside := disk(t, "secret.js: module.exports = 'secret'", "secret.json: {}")
	dir := disk(t, "p/package.json: {}", "p/m.js: require(process.name)", "p/real.js: module.exports = 'inside'", "p/inner.js -> real.js",
		"beside.js: module.exports = 'beside'", "p/link.js -> "+filepath.Join(outside, "secret.js"), "p/folder -> "+outside)
	p := openSource(t, filepath.Join(dir, "p", "m.js"))
	for request, there := range map[string]bool{"./link": false, "./folder/secret": false, "../beside": false, "./inner": true} {
		id, err := p.Resolve("m.js", request)
		if err == nil {
			_, err = p.Module(id)
		}
		if (err == nil) != there {
			t.Errorf("%s: %v, want it there: %v", request, err, there)
		}
	}
	// Also where a link appears after the folders were looked at.
	if err := os.Remove(filepath.Join(dir, "p", "real.js")); err != nil {
		t.Fatal(err)
	}
	again := openSource(t, filepath.Join(dir, "p", "m.js"))
	if err := os.Symlink(filepath.Join(outside, "secret.js"), filepath.Join(dir, "p", "real.js")); err != nil {
		t.Fatal(err)
	}
	if _, err := again.Module("real.js"); err == nil || !strings.Contains(err.Error(), "escapes") {
		t.Errorf("a new link: %v", err)
	}
}

func TestAPathThatIsNotThere(t *testing.T) {
	if _, _, err := sourceRoot(filepath.Join(t.TempDir(), "none.js")); err == nil || !strings.HasPrefix(err.Error(), "load JavaScript: ") {
		t.Error(err)
	}
}

func TestOnlyFilesAndFoldersAreCode(t *testing.T) {
	if root, _, err := sourceRoot(os.DevNull); err == nil {
		root.Close()
		t.Errorf("%s is taken for code", os.DevNull)
	}
}
