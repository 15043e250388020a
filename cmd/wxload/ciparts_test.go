package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// action is what these tests read of the GitHub Action.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			Name, ID, Run, Uses, Shell, If string
			Env                            map[string]string
		}
	}
}

// fakeGH answers as GitHub's command does, and keeps what it was asked: it knows the comment
// whose id it finds in the file "own".
const fakeGH = `#!/bin/sh
echo "$*" >>gh.log
case "$*" in
*forbidden*) echo "gh: HTTP 403" >&2; exit 1 ;;
*--jq*) cat own ;;
esac
`

// ciFolder is a folder with a request function, and a gh in its bin.
func ciFolder(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil || runtime.GOOS == "windows" {
		t.Skip("needs bash")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"bin/gh": fakeGH, "own": "", "output": "", "summary": ""} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var expression = regexp.MustCompile(`\$\{\{ ([a-z_.]+) \}\}`)

// runAction runs the steps of the Action as a runner does, and returns the code of the
// last one. known are the contexts, but for the inputs' defaults and outputs.
func runAction(t *testing.T, dir string, known map[string]string) (code int, told string) {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join(repository, ".release/action"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	value := func(name string) string {
		if name == "github.action_path" {
			return folder
		}
		if output, is := strings.CutPrefix(name, "steps.explore.outputs."); is {
			all, _ := os.ReadFile(filepath.Join(dir, "output"))
			_, rest, _ := strings.Cut(string(all), output+"=")
			return strings.TrimSpace(rest)
		}
		if given, is := known[name]; is {
			return given
		}
		return a.Inputs[strings.TrimPrefix(name, "inputs.")].Default
	}
	fill := func(text string) string {
		return expression.ReplaceAllStringFunc(text, func(e string) string { return value(expression.FindStringSubmatch(e)[1]) })
	}
	var log bytes.Buffer
	for _, step := range a.Runs.Steps {
		if step.Uses != "" {
			continue
		}
		cmd := exec.Command("bash", "-e", "-o", "pipefail", "-c", fill(step.Run))
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &log, &log
		cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "GITHUB_ACTIONS=true", "GITHUB_REPOSITORY="+known["github.repository"],
			"GITHUB_OUTPUT="+filepath.Join(dir, "output"), "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary"))
		for name, text := range step.Env {
			cmd.Env = append(cmd.Env, name+"="+fill(text))
		}
		if code = exitCode(t, cmd.Run()); code != 0 {
			break
		}
	}
	return code, log.String()
}

func TestTheActionSearchesAndComments(t *testing.T) {
	search := map[string]string{"inputs.situation": "late-401", "inputs.arguments": "--requests 1  --workers 1", "github.repository": "you/shop", "github.event.pull_request.number": "7"}
	for _, c := range []struct {
		name, wrapper, own, repository string
		code                           int
		heading, asked                 string
	}{
		{"a first comment", "template", "", "you/shop", exitThreshold, "### wxload: new defects", "--method POST repos/you/shop/issues/7/comments -F body=@wxload-comment.md"},
		{"a later one", "reference", "42\n", "you/shop", exitPassed, "### wxload: no new defect", "--method PATCH repos/you/shop/issues/comments/42 -F body=@wxload-comment.md"},
		{"a fork", "reference", "", "you/forbidden", exitPassed, "### wxload: no new defect", "repos/you/forbidden/issues/7/comments"},
		{"a wrapper that there is not", "refrence", "", "you/shop", exitUsage, "### wxload: the search ended with exit code 2", "--method POST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := ciFolder(t)
			if err := os.WriteFile(filepath.Join(dir, "own"), []byte(c.own), 0o600); err != nil {
				t.Fatal(err)
			}
			known := map[string]string{"inputs.wrapper": c.wrapper, "github.token": "secret"}
			for name, value := range search {
				known[name] = value
			}
			known["github.repository"] = c.repository
			code, told := runAction(t, dir, known)
			comment, _ := os.ReadFile(filepath.Join(dir, "wxload-comment.md"))
			summary, _ := os.ReadFile(filepath.Join(dir, "summary"))
			asked, _ := os.ReadFile(filepath.Join(dir, "gh.log"))
			if code != c.code || !strings.HasPrefix(string(comment), "<!-- wxload -->\n"+c.heading) || !bytes.Equal(comment, summary) || !strings.Contains(string(asked), c.asked) {
				t.Errorf("exit code %d, want %d; comment %q, summary %q; gh was asked %q\n%s", code, c.code, comment, summary, asked, told)
			}
			if c.repository == "you/forbidden" != strings.Contains(told, "::warning::wxload could not comment") {
				t.Errorf("told %s", told)
			}
		})
	}
}

func TestTheGitLabTemplateSearches(t *testing.T) {
	dir := ciFolder(t)
	text, err := os.ReadFile(filepath.Join(repository, ".release/gitlab/wxload.yml"))
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(text), "\n---\n")
	var inputs struct {
		Spec struct {
			Inputs map[string]struct{ Default string }
		}
	}
	if err := yaml.Unmarshal([]byte(head), &inputs); err != nil {
		t.Fatal(err)
	}
	values := []string{"$[[ inputs.wrapper ]]", "template", "$[[ inputs.situation ]]", "late-401", "$[[ inputs.arguments ]]", "--requests 1"}
	for name, input := range inputs.Spec.Inputs {
		if key := "$[[ inputs." + name + " ]]"; !slices.Contains(values, key) {
			values = append(values, key, input.Default)
		}
	}
	var jobs map[string]struct {
		Script    []string
		Artifacts struct {
			Paths   []string
			Reports map[string]string
		}
	}
	if err := yaml.Unmarshal([]byte(strings.NewReplacer(values...).Replace(body)), &jobs); err != nil {
		t.Fatal(err)
	}
	job := jobs["wxload"]
	cmd := exec.Command("bash", "-e", "-c", strings.Join(job.Script, "\n"))
	cmd.Dir = dir
	told, err := cmd.CombinedOutput()
	if code := exitCode(t, err); code != exitThreshold {
		t.Errorf("exit code %d, want %d: %s", code, exitThreshold, told)
	}
	for _, name := range append(job.Artifacts.Paths, job.Artifacts.Reports["junit"], job.Artifacts.Reports["codequality"]) {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("artifact: %v", err)
		}
	}
}
