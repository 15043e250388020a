package lang

import (
	"fmt"
	"strings"
	"testing"
)

func TestArgumentsAreDataUnlessTheTranslationSaysOtherwise(t *testing.T) {
	w := wordsOf(t, map[string]string{
		"failed":                    "失败",
		"requests":                  "请求",
		"%d clients":                "%d 个客户端",
		"cannot read %s: %w":        "无法读取 %s：%w",
		"no such file or directory": "文件或目录不存在",
		"%s finished by %s":         "%s 由%w完成",
		"unknown request %q":        "未知的请求 %q",
		"%q is none of %s":          "%q 不是%l之一",
	})
	for _, c := range []struct{ english, want string }{
		{"failed", "失败"},
		{"cannot read failed: no such file or directory", "无法读取 failed：文件或目录不存在"},
		{"cannot read requests: failed", "无法读取 requests：失败"},
		{"cannot read a: b.yaml: no such file or directory", "无法读取 a：b.yaml：文件或目录不存在"},
		{"cannot read x: bad magic number 7", "无法读取 x：bad magic number 7"},
		{"requests finished by 3 clients", "requests 由 3 个客户端完成"},
		{`unknown request "3 clients"`, `未知的请求 "3 clients"`},
		{"failed: 3 clients", "failed：3 个客户端"},
		{"shop.yaml: 3 clients", "shop.yaml：3 个客户端"},
		{"shop.yaml:3:5: 3 clients", "shop.yaml:3:5: 3 个客户端"},
		{"requests: failed", "requests: failed"},
		{`"x" is none of a, b, 3 clients and c`, `"x" 不是 a、b、3 个客户端和 c 之一`},
		{`"x" is none of a or b`, `"x" 不是 a 或 b 之一`},
		{"3 clients: failed: 3 clients", "3 个客户端：failed：3 个客户端"},
		{`"x" is none of a`, `"x" 不是 a 之一`},
		{"GET failed (requests)", "GET failed (requests)"},
		{"3 clients (failed)", "3 个客户端（failed）"},
		{"3 clients: bad magic number 7", "3 个客户端：bad magic number 7"},
		{"an error of another program", "an error of another program"},
		{"  3 clients\n", "  3 个客户端\n"},
	} {
		if got := w.Say(c.english); got != c.want {
			t.Errorf("Say(%q) = %q, want %q", c.english, got, c.want)
		}
	}
}

func TestWhatIsNotInTheCatalogueStaysAsAWhole(t *testing.T) {
	w := wordsOf(t, map[string]string{"%d clients": "%d 个客户端", "none of %s was settled": "%w全都没有结果"})
	for _, c := range []struct{ english, want string }{
		{"3 clients, and more of them", "3 clients, and more of them"},
		{"3 clients; none of 4 clients was settled", "3 个客户端；4 个客户端全都没有结果"},
		{"3 clients went away", "3 clients went away"},
	} {
		if got := w.Say(c.english); got != c.want {
			t.Errorf("Say(%q) = %q, want %q", c.english, got, c.want)
		}
	}
}

// samples are arguments that nobody takes for another's.
func samples(p *pattern) []any {
	all := make([]any, len(p.verbs))
	for i, v := range p.verbs {
		switch kind := v.kind; {
		case i > 0 && p.literals[i] == "" && p.texts[v.argument] != 0:
			all[v.argument] = fmt.Sprintf(", x%dz", v.argument)
		case kind == 'd':
			all[v.argument] = 10 + v.argument
		case p.texts[v.argument] == 'd':
			all[v.argument] = fmt.Sprint(10 + v.argument)
		case kind == 'f':
			all[v.argument] = 0.5 + float64(v.argument)
		case kind == 't':
			all[v.argument] = true
		case kind == 'c':
			all[v.argument] = 'c'
		default:
			all[v.argument] = fmt.Sprintf("x%dz", v.argument)
		}
	}
	return all
}

// asValues is a format that takes samples where it has texts.
func asValues(text string) string {
	return verbs.ReplaceAllStringFunc(text, func(v string) string {
		return strings.NewReplacer("w", "v", "s", "v").Replace(v)
	})
}

func TestEachTextIsTakenForItself(t *testing.T) {
	w := Of(Chinese)
	for _, some := range w.patterns {
		for _, p := range some {
			if p.letters < fewLetters {
				continue // it is taken for a text's by its arguments, too
			}
			arguments := samples(p)
			english := fmt.Sprintf(asValues(p.id), arguments...)
			want := w.Sprintf(p.id, arguments...)
			if got := w.Say(english); got != want {
				t.Errorf("%q is said as %q, want %q", english, got, want)
			}
		}
	}
}

func TestEnglishIsSaidAsItIs(t *testing.T) {
	var w *Words
	for _, text := range []string{"", "3 clients", " failed\n"} {
		if w.Say(text) != text || w.Lines(text) != text || w.Template(text) != text || w.SayAll([]string{text})[0] != text {
			t.Errorf("%q is not said as it is", text)
		}
	}
	if Of(English) != nil || w.Tag() != "en" {
		t.Error("English has words")
	}
}
