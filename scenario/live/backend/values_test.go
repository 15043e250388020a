package backend

import (
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

func saved() *Values {
	return &Values{User: "u1", ID: "u1-1", More: []Value{
		{Name: "saved.n", Text: "7", JSON: "7"}, {Name: "saved.list", Text: `[1,"b"]`, JSON: `[1,"b"]`},
		{Name: "saved.word", Text: `a "b" ü/{{id}}`}, {Name: "saved.next", Text: "/items?page=2&q=%20"}, {Name: "saved.nothing"},
	}}
}

func TestValuesStandInJSONAsTheirKindAndInATextAsText(t *testing.T) {
	for body, want := range map[string]string{
		`{"id":"{{saved.n}}","at":"#{{saved.n}}"}`:        `{"id":7,"at":"#7"}`,
		`["{{saved.list}}","{{saved.word}}"]`:             `[[1,"b"],"a \"b\" ü/{{id}}"]`,
		`{"{{saved.n}}" : "{{user}}-{{id}}"}`:             `{"7" : "u1-u1-1"}`,
		`"\"{{saved.n}}\""`:                               `"\"7\""`,
		`"x\"{{saved.n}}"`:                                `"x\"7"`,
		`{"a":"{{saved.nothing}}","b":"{{saved.other}}"}`: `{"a":"","b":"{{saved.other}}"}`,
		`"{{"`:             `"{{"`,
		`"{{ {{saved.n}}"`: `"{{ 7"`,
	} {
		got := saved().inJSON(body)
		if got != want || !gjson.Valid(got) {
			t.Errorf("%s became %s, want %s", body, got, want)
		}
	}
}

func TestValuesAreEscapedInAURLUnlessItBeginsWithThem(t *testing.T) {
	for text, want := range map[string]string{
		"/items/{{saved.n}}?w={{saved.word}}": "/items/7?w=a%20%22b%22%20%C3%BC%2F%7B%7Bid%7D%7D",
		"{{saved.next}}&u={{user}}":           "/items?page=2&q=%20&u=u1",
		"/a/{{id}}":                           "/a/u1-1",
	} {
		if got := saved().inURL(text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

func TestACallThatLacksAValueStaysAndAHeaderThatLacksOneIsLeftOut(t *testing.T) {
	marked := []wx.Header{{Name: "X-A", Value: "{{saved.n}}"}, {Name: "X-B", Value: "{{saved.other}}"}}
	for lacks, c := range map[string]wrapper.Call{
		"":            {URL: "/a"},
		"saved.other": {URL: "/a/{{saved.other}}"},
		"saved.body":  {URL: "/a/{{saved.n}}", Body: []byte(`"{{saved.body}}"`)},
		"saved.head":  {URL: "/a", Header: []wx.Header{{Name: "X-C", Value: "{{saved.head}}"}}},
	} {
		before := c
		if got := Fill(&c, marked, saved()); got != lacks {
			t.Errorf("%s lacks %q, want %q", before.URL, got, lacks)
		}
		if lacks != "" && c.URL != before.URL {
			t.Errorf("%s became %s", before.URL, c.URL)
		}
		if lacks == "" && (len(c.Header) != 1 || c.Header[0].Value != "7") {
			t.Errorf("headers %v, want the one that has a value", c.Header)
		}
	}
}
