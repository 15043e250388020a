package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The documents of this repository hold commands, outputs, scenarios and tables.
// The tests in the files docs*_test.go run the commands and compare the rest with
// what the program says. A comment directly before a fence or a table, its note,
// says how; .github/CONTRIBUTING.md lists the notes.

// document is a Markdown file.
type document struct {
	path   string // from the repository's root, with slashes
	lines  []string
	blocks []block
}

// block is a fence or a table of a document.
type block struct {
	n     int      // which block of the document it is
	note  []string // the clauses of the comment directly before it
	lang  string   // of a fence; "table" for a table
	first int      // the index of its first line, that of a fence without the marks
	lines []string
}

// repository is the root, seen from the folder in which tests run.
const repository = "../.."

// documents reads the Markdown files: those in English, and in Chinese.
func documents(t *testing.T) (english, chinese []*document) {
	t.Helper()
	skipped := []string{".git", "node_modules", "testdata", "conformance"}
	err := filepath.WalkDir(repository, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(skipped, entry.Name()):
			return filepath.SkipDir
		case !entry.IsDir() && isChinese(path):
			chinese = append(chinese, readDocument(t, path))
		case !entry.IsDir() && filepath.Ext(path) == ".md":
			english = append(english, readDocument(t, path))
		}
		return nil
	})
	if err != nil || len(english) == 0 || len(chinese) == 0 {
		t.Fatalf("documents: %d and %d, %v", len(english), len(chinese), err)
	}
	return english, chinese
}

func isChinese(path string) bool { return strings.HasSuffix(path, ".zh-CN.md") }

func readDocument(t *testing.T, path string) *document {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name, err := filepath.Rel(repository, path)
	if err != nil {
		t.Fatal(err)
	}
	d := &document{path: filepath.ToSlash(name), lines: strings.Split(string(text), "\n")}
	d.blocks = blocksOf(d.lines)
	return d
}

func blocksOf(lines []string) (blocks []block) {
	for i := 0; i < len(lines); i++ {
		b := block{n: len(blocks), note: noteIn(lines, i-1)}
		switch {
		case strings.HasPrefix(lines[i], "```"):
			b.lang = strings.TrimPrefix(lines[i], "```")
			b.first = i + 1
			b.lines = until(lines[b.first:], func(line string) bool { return line == "```" })
			i = b.first + len(b.lines)
		case strings.HasPrefix(lines[i], "|"):
			b.lang, b.first = "table", i
			b.lines = until(lines[i:], func(line string) bool { return !strings.HasPrefix(line, "|") })
			i += len(b.lines)
		default:
			continue
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// until are the lines before the first that ends them.
func until(lines []string, ends func(string) bool) []string {
	if n := slices.IndexFunc(lines, ends); n >= 0 {
		return lines[:n]
	}
	return lines
}

var noteLine = regexp.MustCompile(`^<!-- (.+) -->$`)

// noteIn are the clauses of the comment in a line, which semicolons part.
func noteIn(lines []string, i int) []string {
	if i < 0 {
		return nil
	}
	comment := noteLine.FindStringSubmatch(lines[i])
	if comment == nil {
		return nil
	}
	return strings.Split(comment[1], "; ")
}

// clause returns what follows the beginning in the one clause that has it.
func (b *block) clause(beginning string) (rest string, has bool) {
	for _, clause := range b.note {
		if rest, has = strings.CutPrefix(clause, beginning); has {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

func (b *block) text() string { return strings.Join(b.lines, "\n") }

// isOutput reports what a command printed.
func (b *block) isOutput() bool {
	_, exact := b.clause("output")
	_, shape := b.clause("shape of output")
	return exact || shape
}

// rows are the cells of a table, without its head.
func (b *block) rows() (rows [][]string) {
	for _, line := range b.lines[min(2, len(b.lines)):] {
		line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
		cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
		for i, cell := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cell), "\x00", "|")
		}
		rows = append(rows, cells)
	}
	return rows
}

// fenced reports whether a line, by its index, is in a fence.
func (d *document) fenced(i int) bool {
	return slices.ContainsFunc(d.blocks, func(b block) bool { return b.lang != "table" && i >= b.first && i < b.first+len(b.lines) })
}

// twin is the Chinese document that says the same.
func (d *document) twin(chinese []*document) *document {
	path := strings.TrimSuffix(d.path, ".md") + ".zh-CN.md"
	i := slices.IndexFunc(chinese, func(c *document) bool { return c.path == path })
	if i < 0 {
		return nil
	}
	return chinese[i]
}
