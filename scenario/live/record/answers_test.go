package record

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheFirstAnswerOfEachRequestIsWritten(t *testing.T) {
	a, b := &Answers{}, &Answers{}
	a.Add("GET", "https://api.test/goods/17?x=1", []byte(`{"id": 17}`), "")
	a.Add("GET", "https://api.test/goods/18", []byte(`{"id": 18}`))
	a.Add("GET", "https://api.test/me", []byte(`{"token": "secret-1"}`), "secret-1")
	a.Add("GET", "https://api.test/page", []byte(`<html>`))
	b.Add("POST", "https://api.test/goods/17", []byte("[\n]"))
	b.Add("GET", "https://api.test/goods/19", []byte(`{"id": 19}`))
	a.Merge(b)
	if a.Len() != 2 || a.Lacks("GET", "/goods/20") || !a.Lacks("GET", "/me") {
		t.Errorf("%d answers: %s", a.Len(), a.bodies)
	}
	dir := t.TempDir()
	if err := a.Write(dir); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, AnswersFile))
	if err != nil {
		t.Fatal(err)
	}
	want := `# What the target answered, the first of each request, to be put into a scenario.
answers:
  "GET /goods/*": {"id":17}
  "POST /goods/*": []
`
	if string(got) != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

func TestAnswersThatAreTooMuchAreLeftOut(t *testing.T) {
	a := &Answers{}
	a.Add("GET", "/long", append([]byte(`"`), make([]byte, maxAnswer)...))
	for n := range maxAnswers + 1 {
		a.Add("GET", "/"+string(rune('a'+n%26))+string(rune('a'+n/26%26)), []byte(`1`))
	}
	if a.Len() != maxAnswers {
		t.Errorf("%d answers", a.Len())
	}
}
