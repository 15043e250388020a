package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTheExamplesOfTheDocumentsRun runs the commands of each document, from top to
// bottom, in one folder, and compares what they print. With -update the outputs in
// the documents are written anew.
func TestTheExamplesOfTheDocumentsRun(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the examples are for a shell: ", err)
	}
	english, chinese := documents(t)
	for _, d := range english {
		t.Run(strings.ReplaceAll(d.path, "/", "_"), func(t *testing.T) {
			t.Parallel()
			r := &reader{t: t, doc: d, twin: d.twin(chinese), dir: t.TempDir(), stop: func() {}}
			defer func() { r.stop() }()
			r.addresses = freeAddresses(t, d)
			r.copyTestdata()
			r.read()
		})
	}
}

// reader does what a document says.
type reader struct {
	t         *testing.T
	doc, twin *document
	dir       string
	// addresses replaces those of the document by free ones.
	addresses []string
	// stop ends the server that runs, if there is one.
	stop func()
}

var testdata = regexp.MustCompile(`[a-z/]+/testdata/[a-z]+`)

// copyTestdata copies the folders of testdata that the document's commands name: they
// are for a clone.
func (r *reader) copyTestdata() {
	var named []string
	for _, b := range r.doc.blocks {
		if b.lang == "sh" {
			named = append(named, testdata.FindAllString(b.text(), -1)...)
		}
	}
	slices.Sort(named)
	for _, name := range slices.Compact(named) {
		folder := filepath.FromSlash(name)
		if err := os.CopyFS(filepath.Join(r.dir, folder), os.DirFS(filepath.Join(repository, folder))); err != nil {
			r.t.Fatal(err)
		}
	}
}

// read goes through the document.
func (r *reader) read() {
	blocks := r.doc.blocks
	for i := range blocks {
		b := &blocks[i]
		switch b.lang {
		case "sh":
			r.commands(b, outputOf(blocks[i+1:]))
		case "yaml":
			r.file(b)
		case "go", "js":
			r.source(b)
		case "":
			if _, tree := b.clause("tree"); tree {
				r.tree(b)
			} else if !b.isOutput() {
				r.errorf(b, "this fence has no note: nobody checks it")
			}
		}
	}
}

// outputOf is what commands print: the output after them, over commands that are
// not run. It is nil where there is none.
func outputOf(rest []block) *block {
	for i := range rest {
		if _, not := rest[i].clause("not run"); !not {
			if rest[i].isOutput() {
				return &rest[i]
			}
			return nil
		}
	}
	return nil
}

func (r *reader) errorf(b *block, format string, args ...any) {
	r.t.Helper()
	r.t.Errorf(r.doc.path+":"+strconv.Itoa(b.first)+": "+format, args...)
}

// commands runs a fence of commands, or as much of it as can be.
func (r *reader) commands(b, output *block) {
	if _, not := b.clause("not run"); not {
		r.checkFlags(b)
		return
	}
	if program, needs := b.clause("needs"); needs {
		if _, err := exec.LookPath(program); err != nil {
			r.t.Logf("%s:%d is not run: %v", r.doc.path, b.first, err)
			return
		}
	}
	flags, load := b.clause("run with")
	_, slow := b.clause("slow")
	script := r.script(b.lines, flags)
	_, serves := b.clause("serves")
	switch {
	case serves:
		r.serve(b, output, script)
	case (load || slow) && testing.Short():
	default:
		r.run(b, output, script)
	}
}

var wxloadCommand = regexp.MustCompile(`^(go run \./cmd/wxload|\./wxload|wxload)\b`)

// script is what a shell runs: wxload stands for all the ways in which documents
// call it, and gets further flags.
func (r *reader) script(lines []string, flags string) string {
	var b strings.Builder
	for _, line := range lines {
		if at := wxloadCommand.FindStringIndex(line); at != nil {
			line = "wxload" + line[at[1]:]
			if flags != "" {
				line += " " + flags
			}
		}
		b.WriteString(line + "\n")
	}
	return strings.NewReplacer(r.addresses...).Replace(b.String())
}

func (r *reader) shell(ctx context.Context, script string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-e", "-c", script)
	cmd.Dir = r.dir
	return cmd
}

// run runs commands that end.
func (r *reader) run(b, output *block, script string) {
	var stdout, stderr strings.Builder
	cmd := r.shell(r.t.Context(), script)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	want := 0
	if text, has := b.clause("exit code"); has {
		want, _ = strconv.Atoi(text)
	}
	err := cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != want {
		r.errorf(b, "exit code %d, want %d: %v\n%s", got, want, err, stderr.String())
		return
	}
	if output != nil {
		r.compare(output, stdout.String())
	}
}

// serve starts a server in the place of the one before it, and compares what it
// prints until it is ready.
func (r *reader) serve(b, output *block, script string) {
	r.stop()
	r.stop = func() {}
	if output == nil {
		r.errorf(b, "a server without an output: nobody knows when it is ready")
		return
	}
	cmd := r.shell(r.t.Context(), "exec "+script)
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		r.errorf(b, "%v", err)
		return
	}
	r.stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, stdout)
		_ = cmd.Wait()
	}
	var printed strings.Builder
	lines := bufio.NewScanner(stdout)
	for range output.lines {
		if !lines.Scan() {
			break
		}
		printed.WriteString(lines.Text() + "\n")
	}
	r.compare(output, printed.String())
}

// checkFlags has the help shown by each wxload command with its flags: one that
// there is not is an error.
func (r *reader) checkFlags(b *block) {
	for _, line := range b.lines {
		line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
		line = strings.TrimPrefix(line, "run: ")
		if !wxloadCommand.MatchString(line) {
			continue
		}
		line, _, _ = strings.Cut(line, " | ")
		line, _, _ = strings.Cut(line, " > ")
		r.run(b, nil, r.script([]string{line}, "--help"))
	}
}

// file checks a scenario, and keeps it where it is the contents of a file. Other
// YAML is that of a CI service, with commands in it.
func (r *reader) file(b *block) {
	name, kept := b.clause("file ")
	if len(b.note) > 0 && !kept {
		r.checkFlags(b)
		return
	}
	text := strings.NewReplacer(r.addresses...).Replace(b.text() + "\n")
	if kept {
		r.keep(name, text)
	}
	if !strings.Contains("\n"+text, "\nflow:") {
		text += "flow: [launch]\n"
	}
	r.keep("checked.yaml", text)
	r.run(b, nil, "wxload validate checked.yaml")
}

// source compares Go code with the file that it is from.
func (r *reader) source(b *block) {
	path, _ := b.clause("from")
	text, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(path)))
	if err != nil || !strings.Contains(string(text), b.text()) {
		r.errorf(b, "this is not in %q: %v", path, err)
	}
}

func (r *reader) keep(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

var address = regexp.MustCompile(`127\.0\.0\.1:[1-9][0-9]+`)

// freeAddresses are a document's addresses, each followed by one that is free.
func freeAddresses(t *testing.T, d *document) (pairs []string) {
	t.Helper()
	for _, found := range address.FindAllString(strings.Join(d.lines, "\n"), -1) {
		if !slices.Contains(pairs, found) {
			pairs = append(pairs, found, freeAddress(t))
		}
	}
	return pairs
}

// freeAddress is one below the ports that systems give to connections: it stays free
// until a server of the document takes it.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		free, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", 20_000+rand.IntN(10_000)))
		if err == nil {
			defer free.Close()
			return free.Addr().String()
		}
	}
	t.Fatal("no free port")
	return ""
}
