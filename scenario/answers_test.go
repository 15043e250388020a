package scenario

import "testing"

func TestAnswersAndStorageAreKeptAsJSON(t *testing.T) {
	s := mustParse(t, `
answers:
  GET /api/banner: {errno: 0, data: [{id: 1, name: "a.b"}]}
  "*": {errno: 0}
  POST /v1.0/x: []
app:
  storage:
    agreed: true
    user: {token: "{{token}}", id: 7}
    words: text
platform: {modals: cancel, authorize: deny}
record_answers: kept
`)
	for key, want := range map[string]string{
		"GET /api/banner": `{"errno":0,"data":[{"id":1,"name":"a.b"}]}`, "*": `{"errno":0}`, "POST /v1.0/x": `[]`,
	} {
		if got := string(s.Answers[key]); got != want {
			t.Errorf("the answer to %s: %s, want %s", key, got, want)
		}
	}
	for key, want := range map[string]string{"agreed": `true`, "user": `{"token":"{{token}}","id":7}`, "words": `"text"`} {
		if got := string(s.App.Storage[key]); got != want {
			t.Errorf("%s in the storage: %s, want %s", key, got, want)
		}
	}
	if s.Platform.Modals != "cancel" || s.Platform.Authorize != "deny" || s.RecordAnswers != "kept" {
		t.Errorf("%+v, %q", s.Platform, s.RecordAnswers)
	}
}
