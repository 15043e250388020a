package reports

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/reports/lang"
)

func TestAClassIsExplainedWithItsNoteInTheReadersLanguage(t *testing.T) {
	note := "The app was closed and opened again within that second in 3 of them: WeChat counts a user's calls, and an app forgets those of its last run."
	r := &Report{Defects: []Defect{{Class: "login-rate", Note: note}}}
	if got := r.sentence(0, nil); !strings.HasSuffix(got, ". "+note) {
		t.Errorf("in English %q", got)
	}
	if got := r.sentence(0, lang.Of(lang.Chinese)); strings.Contains(got, "The app") || strings.Contains(got, "A client") || !strings.Contains(got, "其中 3 次") {
		t.Errorf("in Chinese %q", got)
	}
}
