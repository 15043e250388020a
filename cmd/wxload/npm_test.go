package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// shim lays the npm package out as npm does: what starts wxload, and beside it the
// platform's package with the wxload of these tests, unless there is to be none.
func shim(t *testing.T, dir string, platform bool) (node, script string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("needs node, and links")
	}
	text, err := os.ReadFile(filepath.Join(repository, ".release/npm/wxload.js"))
	if err != nil {
		t.Fatal(err)
	}
	own := "@wxload/" + runtime.GOOS + "-" + strings.Replace(runtime.GOARCH, "amd64", "x64", 1)
	manifest, err := json.Marshal(map[string]any{"optionalDependencies": map[string]string{own: "1.0.0"}})
	if err != nil {
		t.Fatal(err)
	}
	script = filepath.Join(dir, "node_modules/wxload/bin/wxload.js")
	files := map[string][]byte{script: text, filepath.Join(dir, "node_modules/wxload/package.json"): manifest}
	for path, data := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if !platform {
		return node, script
	}
	binary, err := exec.LookPath("wxload")
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "node_modules", own, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(bin, "wxload")); err != nil {
		t.Fatal(err)
	}
	return node, script
}

func TestTheNpmPackagePassesArgumentsAndCodesOn(t *testing.T) {
	dir := t.TempDir()
	node, script := shim(t, dir, true)
	for _, c := range []struct {
		args []string
		code int
		told string
	}{
		{[]string{"--version"}, exitPassed, "wxload "},
		{[]string{"explore", "late-401", "--wrapper", "template", "--requests", "1"}, exitThreshold, "late-401 with template: 4 defects"},
		{[]string{"explore", "a b"}, exitUsage, `wxload: error: `},
	} {
		told, err := exec.Command(node, append([]string{script}, c.args...)...).CombinedOutput()
		if code := exitCode(t, err); code != c.code || !strings.Contains(string(told), c.told) {
			t.Errorf("%q: exit code %d, want %d; %s", c.args, code, c.code, told)
		}
	}
}

func TestTheNpmPackagePassesSignalsOn(t *testing.T) {
	dir := t.TempDir()
	node, script := shim(t, dir, true)
	cmd, told, ended := hangingRun(t, dir, "load: {duration: 1h, drain: 1ms}\n", node, script)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := exitCode(t, <-ended); code != exitInterrupted || !strings.HasPrefix(told.String(), "INTERRUPTED  until then ") {
		t.Errorf("exit code %d, want %d:\n%s", code, exitInterrupted, told)
	}
}

func TestTheNpmPackageSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	node, script := shim(t, dir, false)
	missing := func(language string) string {
		cmd := exec.Command(node, script, "run")
		cmd.Env = append(os.Environ(), "LC_ALL="+language)
		var told bytes.Buffer
		cmd.Stderr = &told
		if code := exitCode(t, cmd.Run()); code != exitUsage {
			t.Errorf("exit code %d, want %d", code, exitUsage)
		}
		return told.String()
	}
	if got := missing("C"); !strings.HasPrefix(got, "wxload: error: the package @wxload/") ||
		!strings.Contains(got, " is not installed\nwxload: hint: ") || !strings.HasSuffix(got, "npm install --include=optional wxload\n") {
		t.Errorf("told %q", got)
	}
	if got := missing("zh_CN.UTF-8"); !strings.HasPrefix(got, "wxload: 错误: 没有安装包 @wxload/") {
		t.Errorf("told %q", got)
	}
	manifest := filepath.Join(dir, "node_modules/wxload/package.json")
	if err := os.WriteFile(manifest, []byte(`{"optionalDependencies": {"@wxload/plan9-mips": "1.0.0"}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := missing("C"); !strings.HasPrefix(got, "wxload: error: there is no package for ") {
		t.Errorf("told %q", got)
	}
}

// The packages of the last commit, installed from their tarballs in an empty folder without
// a network.
func TestTheNpmPackagesInstallOffline(t *testing.T) {
	if !*slow {
		t.Skip("builds for minutes: -args -slow, or make slow")
	}
	top := t.TempDir()
	in := func(dir, name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "HOME="+top, "npm_config_cache="+filepath.Join(top, "cache"), "npm_config_offline=true", "npm_config_update_notifier=false",
			"GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE"))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	bin, packages, empty := filepath.Join(top, "bin"), filepath.Join(top, "packages"), filepath.Join(top, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	in(repository, ".release/build", bin, runtime.GOOS+"/"+runtime.GOARCH)
	in(repository, "node", ".release/npm/pack.mjs", bin, packages, "1.2.3")
	folders, err := filepath.Glob(filepath.Join(packages, "*"))
	if err != nil || len(folders) != 2 {
		t.Fatalf("packages: %q, %v", folders, err)
	}
	install := []string{"install", "--no-audit", "--no-fund"}
	for _, folder := range folders {
		tarball := in(empty, "npm", "pack", "--silent", folder)
		install = append(install, "./"+strings.TrimSpace(tarball))
	}
	in(empty, "npm", install...)
	if got := in(empty, "npx", "wxload", "--version"); !strings.HasPrefix(got, "wxload ") {
		t.Errorf("version: %s", got)
	}
	for to, want := range map[string]string{"-INT -": "signal: interrupt", "-TERM ": "signal: terminated"} { // to all of the group, as a terminal; to npx alone, as a script
		cmd, told, ended := hangingRun(t, empty, "load: {duration: 1h, drain: 1ms}\n", "setsid", "npx", "wxload")
		in(empty, "sh", "-c", fmt.Sprintf("kill %s%d", to, cmd.Process.Pid))
		if err := <-ended; err == nil || err.Error() != want || !strings.HasPrefix(told.String(), "INTERRUPTED  until then ") { // 128 and the signal, in a shell
			t.Errorf("kill %s: %v, want %s\n%s", to, err, want, told)
		}
	}
	passed := in(empty, "npx", "wxload", "run", "--clients", "20", "--duration", "3s")
	if !strings.HasPrefix(passed, "PASSED") {
		t.Errorf("run: %s", passed)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
