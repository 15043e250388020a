package launcher

import (
	"os"
	"path/filepath"
	"strings"
)

// found are files in the folder that one may have in mind; only names, and only so many.
type found struct{ Scenarios, Wrappers []string }

const maxFound = 100

func (l *Launcher) found() (f found) {
	entries, err := os.ReadDir(l.options.Dir)
	if err != nil {
		return found{} // the names are only suggestions
	}
	for _, e := range entries {
		name := e.Name()
		switch ext := strings.ToLower(filepath.Ext(name)); {
		case strings.HasPrefix(name, "."):
		case e.IsDir():
			if _, err := os.Stat(filepath.Join(l.options.Dir, name, "app.json")); err == nil && len(f.Wrappers) < maxFound {
				f.Wrappers = append(f.Wrappers, "./"+name)
			}
		case (ext == ".yaml" || ext == ".yml") && len(f.Scenarios) < maxFound:
			f.Scenarios = append(f.Scenarios, name)
		case (ext == ".js" || ext == ".ts") && len(f.Wrappers) < maxFound:
			f.Wrappers = append(f.Wrappers, "./"+name)
		}
	}
	return f
}
