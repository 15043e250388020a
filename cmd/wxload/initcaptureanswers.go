package main

import (
	"net/url"
	"slices"
	"strings"

	"github.com/wxload/wxload/scenario/capture"
	"github.com/wxload/wxload/scenario/capture/infer"
)

// writeAnswers lists bodies for the stand-in: a success for all requests, and for those
// whose answers are used what is used of them.
func (d *capturedDraft) writeAnswers() {
	if d.target != "" {
		return
	}
	d.line("# What the stand-in answers. Real answers of your backend:")
	d.line("# wxload run %s --target URL --record-answers DIR", d.name+".yaml")
	d.line("answers:")
	var keys []string
	saved := map[string][]capture.Field{}
	for _, page := range d.found.Pages {
		for _, r := range page.All() {
			key := r.Method + " " + answeredPath(r.Path)
			saved[key] = append(saved[key], r.Save...)
			if (len(r.Save) > 0 || d.hasEndpoint(&r)) && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	for _, key := range keys {
		d.line("  %s: %s", yamlText(key), d.answer(saved[key]))
	}
	d.line(`  "*": %s`, d.answer(nil))
}

// hasEndpoint reports a request to a path at which the stand-in has an endpoint of its own,
// which may want more than a token, or a token where none is sent.
func (d *capturedDraft) hasEndpoint(r *infer.Request) bool {
	p, _, _ := strings.Cut(r.Path, "?")
	if l := d.found.Login; l != nil {
		if login, _, _ := strings.Cut(l.Path, "?"); p == login {
			return true
		}
	}
	return slices.Contains([]string{"/orders", "/profile", "/me", "/test", "/test2", "/tokenInvalid", "/getUserInfo", "/checkSession"}, p) ||
		slices.ContainsFunc(d.found.Public, func(public string) bool { return strings.HasPrefix(p, public) })
}

// answeredPath is a path as the keys of answers have it.
func answeredPath(p string) string {
	p, _, _ = strings.Cut(p, "?")
	segments := strings.Split(p, "/")
	for i, s := range segments {
		plain, err := url.PathUnescape(s)
		if err != nil || strings.Contains(s, "{{") || strings.ContainsAny(plain, " ?/") {
			plain = "*"
		}
		segments[i] = plain
	}
	return strings.Join(segments, "/")
}

// answer is a success that has values at paths.
func (d *capturedDraft) answer(saved []capture.Field) string {
	body := &jsonObject{}
	body.set("data", nil)
	if s := d.found.Success; s != nil && len(s.Values) > 0 {
		body.set(s.Path, s.Values[0])
	}
	for _, f := range saved {
		body.set(f.Value, []byte(`"1"`))
	}
	return string(body.json())
}
