package backend_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario/live/backend"
)

func TestACookieOfAnotherNameIsTold(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t"
	for lines, want := range map[string]string{
		"":                               "sets no cookie sid, but none",
		"SID=" + secret:                  "sets no cookie sid, but SID",
		"SID=" + secret + "\ntheme=dark": "sets no cookie sid, but SID, theme",
	} {
		mock := startMock(t)
		target := httptest.NewServer(tenLines(func(rw http.ResponseWriter, code string) {
			exchange(mock, code)
			for line := range strings.SplitSeq(lines, "\n") {
				if line != "" {
					rw.Header().Add("Set-Cookie", line+"; Path=/")
				}
			}
			io.WriteString(rw, `{"code":0}`)
		}, status(200)))
		yaml := strings.Replace(servers(mock, target.URL), "target: {", "target: {token: {in: cookie, name: sid}, ", 1)
		err := probe(t, yaml+"flow: [launch, {page: a, requests: [a GET /api/a]}]\n")
		target.Close()
		misfit, is := errors.AsType[*backend.MisfitError](err)
		if !is || !strings.Contains(err.Error(), want) || !strings.Contains(misfit.Hint, "target.token.name") || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v, want %q", lines, err, want)
		}
	}
}
