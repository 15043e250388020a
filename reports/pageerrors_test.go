package reports

import (
	"bytes"
	"strings"
	"testing"
)

func TestTheErrorsOfPagesAreListedApart(t *testing.T) {
	r := &Report{}
	for i := range maxPageErrors + 2 {
		r.PageErrors = append(r.PageErrors, PageError{Place: "pages/a.js:" + string(rune('1'+i)), Text: "TypeError: no", Count: int64(10 - i)})
	}
	r.PageErrors[1].Place = ""
	var b bytes.Buffer
	if err := WriteConsole(&b, r, nil, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"49 errors of pages", "pages/a.js:1: TypeError: no (10)", "somewhere: TypeError: no (9)", "2 more, in the JSON report"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s\nlacks %q", b.String(), want)
		}
	}
}
