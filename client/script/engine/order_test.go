package engine_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
)

// TestOrderIsThatOfNode runs the loop's order vectors as JavaScript.
func TestOrderIsThatOfNode(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "loop", "testdata", "order", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var vectors []struct {
			Name     string           `json:"name"`
			Program  []map[string]any `json:"program"`
			Expected []string         `json:"expected"`
		}
		if err := json.Unmarshal(data, &vectors); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, v := range vectors {
			t.Run(filepath.Base(file)+"/"+v.Name, func(t *testing.T) {
				if got := execute(t, inJavaScript(v.Program)); !slices.Equal(got, v.Expected) {
					t.Errorf("got  %q\nwant %q", got, v.Expected)
				}
			})
		}
	}
}

func execute(t *testing.T, program string) []string {
	var w *world
	w = newWorld(t, engine.Config{Unhandled: func(reason, _ goja.Value) {
		text := reason.String()
		if o, is := reason.(*goja.Object); is {
			text = o.Get("name").String()
		}
		w.lines = append(w.lines, "unhandledRejection:"+text)
	}})
	w.lines = []string{}
	w.Runtime().Set("now", func() int64 { return w.now.Milliseconds() })
	w.run("vector.js", `const P = {}, R = {}, T = {};
		const show = (v) => (v instanceof Error ? v.name : String(v));
		let v;
		`+program)
	w.pass(time.Hour)
	return w.lines
}

// inJavaScript is a program as the JavaScript that Node ran.
func inJavaScript(ops []map[string]any) string {
	var b strings.Builder
	for _, o := range ops {
		b.WriteString(statement(o))
		b.WriteByte('\n')
	}
	return b.String()
}

func body(ops any) string {
	var list []map[string]any
	for _, o := range ops.([]any) {
		list = append(list, o.(map[string]any))
	}
	return "{" + inJavaScript(list) + "}"
}

func handler(ops any) string {
	if ops == nil {
		return "undefined"
	}
	return "(v) => " + body(ops)
}

func text(v any) string {
	data, _ := json.Marshal(v)
	return string(data)
}

func kept(in string, as any, expression string) string {
	if as == nil {
		return expression + ";"
	}
	return in + "[" + text(as) + "] = " + expression + ";"
}

// verbs are the ops without parts of their own; an object has one of them.
var verbs = map[string]string{
	"log": "log(%s);", "logValue": "log(%s + ':' + show(v));", "logTime": "log(%s + '@' + now());",
	"promise": "P[%[1]s] = new Promise((resolve, reject) => { R[%[1]s] = {resolve, reject}; });",
	"await":   "v = await P[%s];", "awaitValue": "v = await %s;",
	"return": "return P[%s];", "returnValue": "return %s;", "throw": "throw %s;", "clear": "clearTimeout(T[%s]);",
}

func statement(o map[string]any) string {
	for verb, format := range verbs {
		if v, has := o[verb]; has {
			return fmt.Sprintf(format, text(v))
		}
	}
	value := func(key string) string {
		if v, has := o[key]; has {
			return text(v)
		}
		return "undefined"
	}
	part := func(verb string) map[string]any { p, _ := o[verb].(map[string]any); return p }
	switch {
	case o["resolve"] != nil:
		return fmt.Sprintf("R[%s].resolve(%s);", text(o["resolve"]), value("value"))
	case o["reject"] != nil:
		return fmt.Sprintf("R[%s].reject(%s);", text(o["reject"]), value("reason"))
	case o["resolveWith"] != nil:
		pair := o["resolveWith"].([]any)
		return fmt.Sprintf("R[%s].resolve(P[%s]);", text(pair[0]), text(pair[1]))
	case o["microtask"] != nil:
		return "queueMicrotask(() => " + body(o["microtask"]) + ");"
	case o["async"] != nil:
		a := part("async")
		return kept("P", a["as"], "(async () => { let v; "+body(a["do"])+" })()")
	case o["timeout"] != nil:
		a := part("timeout")
		return kept("T", a["as"], fmt.Sprintf("setTimeout(() => %s, %v)", body(a["do"]), a["ms"]))
	case o["then"] != nil:
		a := part("then")
		on := "P[" + text(a["on"]) + "]"
		if a["finally"] != nil {
			return kept("P", a["as"], on+".finally("+handler(a["finally"])+")")
		}
		return kept("P", a["as"], on+".then("+handler(a["ok"])+", "+handler(a["fail"])+")")
	case o["try"] != nil:
		s := "try " + body(o["try"])
		if o["catch"] != nil {
			s += " catch (e) { v = e; " + body(o["catch"]) + " }"
		}
		if o["finally"] != nil {
			s += " finally " + body(o["finally"])
		}
		return s
	}
	panic(fmt.Sprintf("unknown op %v", o))
}
