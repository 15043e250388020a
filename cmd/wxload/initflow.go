package main

import (
	"maps"
	"slices"

	"github.com/tidwall/gjson"
)

// firstPages is how many pages a flow begins with.
const firstPages = 5

// writeAnswers lists bodies for the stand-in: what the code was seen to ask for.
func (d *draft) writeAnswers() {
	if d.target != "" || d.found.Kind != "mini-program" {
		return
	}
	d.line("# What the stand-in answers: what the code was seen to ask for, made up. Real answers")
	d.line("# of your backend: wxload run %s --target URL --record-answers DIR", d.name+".yaml")
	d.line("answers:")
	for _, route := range slices.Sorted(maps.Keys(d.found.Answers)) {
		d.line("  %s: %s", yamlText(route), d.found.Answers[route])
	}
	d.line(`  "*": %s`, d.anyAnswer())
}

// anyAnswer is the body for all other requests.
func (d *draft) anyAnswer() string {
	payload := yamlText(d.payload()) + ": {}}"
	if s := d.found.Success; s != nil && len(s.Values) > 0 && !slices.Contains([]byte(s.Path), '.') {
		return `{` + yamlText(s.Path) + `: ` + string(s.Values[0]) + `, ` + payload
	}
	return "{" + payload
}

// usualPayload is the member in which the answers of most backends have what they are for.
const usualPayload = "data"

// payload is the member in which most answers have what the pages ask for.
func (d *draft) payload() string {
	count, best := map[string]int{}, usualPayload
	for _, route := range slices.Sorted(maps.Keys(d.found.Answers)) {
		gjson.ParseBytes(d.found.Answers[route]).ForEach(func(name, member gjson.Result) bool {
			if member.IsObject() || member.IsArray() {
				if count[name.Str]++; count[name.Str] > count[best] {
					best = name.Str
				}
			}
			return true
		})
	}
	return best
}

// taps reports whether a user logs in by hand.
func (d *draft) taps() bool { return d.found.Tap != nil }

// writeLoad lets clients of both kinds begin, where the code finds a token that lies
// there.
func (d *draft) writeLoad() {
	d.line("clients:")
	d.line("  count: 20")
	if t := d.found.Token; d.taps() || t == nil || t.Key == "" {
		d.line("  initial: {none: 100%%}")
	} else {
		d.line("  initial: {none: 50%%, valid: 50%%}")
	}
	d.line("load: {duration: 20s}")
	if d.taps() {
		d.line("repeat: 1   # a user who has logged in does not do it again")
	}
	if d.found.NoLogin || d.taps() && !d.recovers() {
		return // there are no tokens, or a user whose token has expired would have to tap again
	}
	d.line("events:")
	d.line("  - {at: 8s, expire: tokens}")
}

// roundsOfOne is how often a flow goes through one page, with its pauses, in a load.
const roundsOfOne = 12

// recovers reports whether the code logs in by itself where a token has expired.
func (d *draft) recovers() bool {
	a := d.found.AuthFailure
	return a != nil && slices.Contains(a.Does, "login") && !slices.Contains(a.Does, "page")
}

func (d *draft) writeFlow() {
	d.line("flow:")
	d.line("  - launch")
	if d.found.Kind != "mini-program" {
		d.line("  - page: home")
		d.line("    requests:   # those that your pages make")
		d.line("      - home GET /api/home")
		d.line("      - me GET /api/me")
		d.line("      - list GET /api/list")
		d.line("  - think: 1s..3s")
		d.toFill = append(d.toFill, "flow: the requests that your pages make")
		return
	}
	if tap := d.found.Tap; tap != nil {
		d.line("  - page: %s", tap.Page)
		for _, handler := range tap.Before {
			d.line("  - do: %s   # guess: it is agreed to", handler)
			d.line("    detail: {value: [\"1\"], checked: true}")
		}
		d.line("  - do: %s   # guess: it logs in", tap.Handler)
		d.line("    detail: {errMsg: \"getUserInfo:ok\", userInfo: {nickName: wxload}}")
		d.line("  - think: 1s")
	}
	pages, indent := d.found.Pages[:min(len(d.found.Pages), firstPages)], ""
	if len(pages) > 0 && d.taps() && d.recovers() {
		d.line("  - loop:   # the tokens expire meanwhile")
		d.line("      times: %d", max(2, roundsOfOne/len(pages)))
		d.line("      steps:")
		indent = "      "
	}
	for _, page := range pages {
		d.line("%s  - page: %s", indent, page)
		d.line("%s  - think: 500ms..2s", indent)
	}
}
