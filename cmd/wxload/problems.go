package main

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
)

// codeQualityFormat is the word of --out for GitLab's code quality report.
const codeQualityFormat = "codequality"

// env is a variable of the environment; "" where there is none.
func (p *program) env(name string) string {
	if p.getenv == nil {
		return ""
	}
	return p.getenv(name)
}

// annotate shows problems beside their lines where GitHub runs the command. The runner
// reads standard error, too, which no report goes to.
func (p *program) annotate(problems []reports.Problem) {
	if p.env("GITHUB_ACTIONS") == "true" {
		_ = reports.WriteAnnotations(p.stderr, problems) // nobody is left to tell
	}
}

// ciFiles are the files that problems are told of: the scenario, where there is one, and
// the wrapper's, whose path starts at a folder where it is relative.
func (p *program) ciFiles(file, wrapper, dir string) (f reports.Files) {
	if file != "" && file != "-" {
		f.Scenario = p.repositoryPath(p.path(file))
		if text, err := p.readFile(file); err == nil { // it was read before
			f.Text = string(text)
		}
	}
	if !scenario.IsPath(wrapper) {
		return f
	}
	code := filepath.FromSlash(wrapper)
	if !filepath.IsAbs(code) {
		code = p.path(filepath.Join(dir, code))
	}
	info, err := os.Stat(code)
	f.Code = p.repositoryPath(code)
	f.Root = p.repositoryPath(projectFolder(code, err == nil && info.IsDir()))
	return f
}

// repositoryPath is a path from the folder that the CI system has the repository in; from
// the current one where there is no such system, or the path is elsewhere.
func (p *program) repositoryPath(path string) string {
	root := cmp.Or(p.env("GITHUB_WORKSPACE"), p.env("CI_PROJECT_DIR"), p.path("."))
	relative, err := filepath.Rel(root, path)
	if err != nil || strings.HasPrefix(relative, "..") {
		return p.shownPath(path)
	}
	return filepath.ToSlash(relative)
}

// exploreFiles are those of searches, by the id of the wrapper; "" of one that ships with
// wxload.
func (p *program) exploreFiles(f *exploreFlags, file *scenario.Scenario, name string) map[string]reports.Files {
	ids, dir := f.named(file, name)
	if !isScenarioFile(name) {
		name = ""
	}
	all := map[string]reports.Files{"": p.ciFiles(name, "", "")}
	for _, id := range ids {
		all[p.shownPath(id)] = p.ciFiles(name, id, dir)
	}
	return all
}

// isScenarioFile reports whether what is to be searched is a file.
func isScenarioFile(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || name == "-"
}
