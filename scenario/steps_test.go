package scenario

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// steps are a step of each kind, as a file has it.
func steps() map[StepKind]string {
	return map[StepKind]string{
		StepLaunch: "launch", StepRelaunch: "relaunch", StepProfile: "profile", StepLogout: "{logout: /logout}",
		StepUpload: "{upload: {name: up, path: /upload, size: 1MB, form: {a: 1}}, detach: true}", StepDownload: "{download: down /file}",
		StepPage:  "{page: home, requests: [GET /me]}",
		StepDo:    "{do: .row > button tap, detail: {x: 1}, dataset: {id: 7}, detach: true}",
		StepThink: "{think: 1s..3s}", StepHide: "{hide: 2s}",
		StepLoop:   "{loop: {times: 3, steps: [launch]}}",
		StepChoose: "{choose: [{weight: 2, steps: [launch]}]}",
	}
}

func TestEveryStepIsReadCheckedAndInTheSchema(t *testing.T) {
	var kinds []string
	for _, kind := range stepKinds(t) {
		kinds = append(kinds, string(kind))
		if steps()[kind] == "" {
			t.Errorf("give a step %q to this test", kind)
			continue
		}
		text := "flow: [launch, " + steps()[kind] + "]"
		s, err := Parse("test.yaml", []byte(text), Options{Wrapper: "./miniprogram"}) // which knows all steps
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := s.Flow[1].Kind; got != kind {
			t.Errorf("%s: read as %q, want %q", text, got, kind)
		}
		if err := checkSchema(t, text); err != nil {
			t.Errorf("%s: the schema refuses it: %v", text, err)
		}
	}
	if !slices.Equal(kinds, stepWords()) {
		t.Errorf("messages list the steps %q, there are %q", stepWords(), kinds)
	}
}

// stepKinds are the constants of the type in flow.go, in their order.
func stepKinds(t *testing.T) (kinds []StepKind) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "flow.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		value, is := node.(*ast.ValueSpec)
		if !is {
			return true
		}
		if name, is := value.Type.(*ast.Ident); is && name.Name == "StepKind" {
			word, _ := strconv.Unquote(value.Values[0].(*ast.BasicLit).Value)
			kinds = append(kinds, StepKind(word))
		}
		return false
	})
	return kinds
}
