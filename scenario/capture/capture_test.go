package capture

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// captures are the files of testdata that tools wrote, or would have.
func captures(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/tools/*")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range files {
		if Reads(file) {
			all = append(all, file)
		}
	}
	if len(all) == 0 {
		t.Fatal("there are no captures")
	}
	return all
}

// text draws a capture.
func (c *Capture) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, recorded: %v\n", c.Format, c.Recorded)
	for _, e := range c.Exchanges {
		fmt.Fprintf(&b, "\n%s: %s %s %s\n", e.Place, e.Method, e.Origin, e.Path)
		for _, x := range []struct{ name, value string }{
			{"name", e.Name}, {"group", e.Group}, {"template", e.Template}, {"kind", e.Kind}, {"query", fields(e.Query)}, {"header", fields(e.Header)},
			{"body", string(e.Body)}, {"sets", fields(e.Sets)},
		} {
			if x.value != "" {
				fmt.Fprintf(&b, "  %s: %s\n", x.name, x.value)
			}
		}
		if !e.Start.IsZero() {
			fmt.Fprintf(&b, "  start: %s\n", e.Start.UTC().Format("15:04:05.000"))
		}
		if e.Upload {
			fmt.Fprintf(&b, "  upload: file %q, form %s\n", e.File, fields(e.Form))
		}
		if e.Answer != nil {
			fmt.Fprintf(&b, "  answer: %d %s %s\n", e.Answer.Status, e.Answer.Type, e.Answer.Body)
		}
		for _, a := range e.Others {
			fmt.Fprintf(&b, "  or: %d %s %s\n", a.Status, a.Type, a.Body)
		}
	}
	for _, n := range c.Notes {
		fmt.Fprintf(&b, "\nnote: %s: %s\n", n.Place, n.Text)
	}
	return b.String()
}

func fields(all []Field) string {
	var pairs []string
	for _, f := range all {
		pairs = append(pairs, f.Name+"="+f.Value)
	}
	return strings.Join(pairs, "; ")
}

func TestWhatToolsWriteIsRead(t *testing.T) {
	for _, file := range captures(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Read(file, bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		golden := filepath.Join("testdata", filepath.Base(file)+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(c.text()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if c.text() != string(want) {
			t.Errorf("%s:\n%s", file, c.text())
		}
	}
}

func TestAFileThatIsNoCaptureIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ file, text, want, hint string }{
		{"x.har", ``, "the file ends in the middle", "whole HAR"},
		{"x.har", `[]`, "expected an object", `"entries"`},
		{"x.har", `{"log":{"entries":{}}}`, "log.entries: expected a list", ""},
		{"x.har", `{"log":{"entries":[{"request":{"url":"https://a/b"}},{"request":`, "log.entries[1]: the file ends in the middle", "whole HAR"},
		{"x.har", `{"log":{"entries":[{"request":{"url":"https://a/b"}},{?}]}}`, "log.entries[1]: no JSON: invalid character '?'", "whole HAR"},
		{"x.har", `{"log":{"entries":[]}}`, "there is no request in it", ""},
		{"x.har", `{"log":{"entries":[{"request":{"url":7}}]}}`, "log.entries[0]: no request can be read: request.url is a number", ""},
		{"x.curl", "curl 'https://a/b", "line 1: a quotation mark that is not closed", ""},
		{"x.curl", "\n\ncurl -X", "line 3: no request can be read: --request lacks its value", ""},
		{"x.curl", "GET /x", "line 1: no request can be read: it is no curl command", ""},
		{"x.curl", "curl -d x=1", "line 1: no request can be read: it has no URL", ""},
		{"x.json", "{\n\"openapi\": \"3.0.0\",\n\"paths\": {,", "line 3: no JSON: invalid character ','", ""},
		{"x.json", "{\"openapi\": \"3.0.0\"} {}", "line 1: something follows the end", ""},
		{"x.json", `{"a": 1}`, "neither OpenAPI nor a collection of Postman", "info.schema"},
		{"x.json", `{"log": {"entries": []}}`, "it looks like a HAR file", "ends in .har"},
		{"x.json", `{"swagger": "2.0"}`, "swagger: Swagger 2 is not read", "swagger2openapi"},
		{"x.json", strings.Repeat("[", 1000), "nested too deep", ""},
		{"x.json", `{"info": {"schema": "https://schema.getpostman.com/json/collection/v1.0.0/"}}`, "the collection has no item", "v2.1"},
		{"x.yaml", "flow:\n  - launch\n", "it is a scenario already", "wxload run"},
		{"x.yaml", "openapi: 4.0.0\n", "line 1: this version of OpenAPI is not read", "3.0 or 3.1"},
		{"x.yaml", "openapi: 3.0.0\npaths: {}\n", "there is no request in it", ""},
		{"x.yaml", "openapi: 3.0.0\npaths: [\n", "line 2: not valid YAML", ""},
		{"x.yaml", "a: " + strings.Repeat("[", 1000), "line 1: nested too deep", ""},
		{"x.yaml", strings.Repeat("- ", 1000), "line 1: nested too deep", ""},
		{"x.yaml", "x:\n- a: 1\n  b: 2\n- c:\n" + strings.Repeat("    k: 1\n", maxKeys+1), "line 8005: a mapping of more than 8000 keys", "make it JSON"},
		{"x.yaml", "a: \xff", "the file is not UTF-8", "save it as UTF-8"},
		{"x.yaml", "", "the file is empty", ""},
		{"x.txt", "", "not a file of requests", ".har"},
	} {
		_, err := Read(c.file, strings.NewReader(c.text))
		wrong, is := errors.AsType[*Error](err)
		if !is || !strings.Contains(err.Error(), c.want) || !strings.Contains(wrong.Hint, c.hint) {
			t.Errorf("%s %q: %v (%+v), want %q, hint %q", c.file, c.text, err, wrong, c.want, c.hint)
		}
	}
}

// endless is blanks without end after a text.
type endless struct{ text io.Reader }

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.text.Read(p); err == nil {
		return n, nil
	}
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestAFileWithoutEndIsRefused(t *testing.T) {
	for file, text := range map[string]string{"x.har": `{"log": {"entries": [`, "x.curl": "curl ", "x.json": "{", "x.yaml": "a:"} {
		_, err := Read(file, &endless{strings.NewReader(text)})
		if err == nil || !strings.Contains(err.Error(), "MB are not read") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestAReaderThatFailsIsNoWrongFile(t *testing.T) {
	lost := errors.New("the disk is gone")
	for _, file := range []string{"x.har", "x.curl", "x.json", "x.yaml"} {
		_, err := Read(file, io.MultiReader(strings.NewReader(`{"log":`), failing{lost}))
		if !errors.Is(err, lost) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// FuzzRead holds for any bytes: they are refused with a reason, or what is read keeps the
// limits.
func FuzzRead(f *testing.F) {
	kinds := []string{"x.har", "x.curl", "x.json", "x.yaml"}
	for _, file := range captures(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for i, kind := range kinds {
			if filepath.Ext(kind) == filepath.Ext(file) {
				f.Add(uint8(i), data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		c, err := Read(kinds[int(kind)%len(kinds)], bytes.NewReader(data))
		if err != nil {
			if wrong, is := errors.AsType[*Error](err); !is || wrong.Text == "" {
				t.Fatalf("%v is no reason", err)
			}
			return
		}
		if len(c.Exchanges) == 0 || len(c.Exchanges) > maxExchanges || len(c.Notes) > maxNotes {
			t.Fatalf("%d requests, %d notes", len(c.Exchanges), len(c.Notes))
		}
		for _, e := range c.Exchanges {
			if e.Method == "" || !strings.HasPrefix(e.Path, "/") || e.Place == "" || len(e.Body) > maxBody || strings.ContainsAny(e.Path, " \n?#") {
				t.Fatalf("%+v", e)
			}
		}
	})
}
