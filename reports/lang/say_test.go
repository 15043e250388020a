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
		"logging in at %s":          "在%s登录失败",
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
		{"cannot read a.js: TypeError: bad magic number 7", "无法读取 a.js：TypeError: bad magic number 7"},
		{"logging in at a.b: request:fail", "在 a.b 登录失败：request:fail"},
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

// These were once taken for other formats, or half of them was.
func TestTextsWithTwoReadingsAreSaidWhole(t *testing.T) {
	w := Of(Chinese)
	for english, want := range map[string]string{
		"request A leaves without a token while login #2 is still running (after the POST of login #1 got HTTP 401)": "请求 A 发出时没有带 token，而登录 #2 还在进行（在登录 #1 的 POST 得到 HTTP 401 之后）",
		"the app freezes, and WeChat ends it: a turn took more than 200ms of CPU, in the loop that begins here":      "小程序卡死，被微信结束：一段代码占用 CPU 超过 200ms，在这里开始的循环里",
		"most often wx.login: connection refused: 805 from 3.95 s on":                                                "最常见的是 wx.login：连接被拒绝：805 次，从 3.95 s 起",
		"s.json: line 1, column 10: name: expected a text, got a number":                                             "s.json：第 1 行第 10 列：name：应为字符串，实际是数",
		"logging in at http://127.0.0.1:1/login: request:fail net::ERR":                                              "在 http://127.0.0.1:1/login 登录失败：request:fail net::ERR",
		"client 17: GET, send 2: HTTP 401 with 52 bytes after 291 ms":                                                "客户端 17：GET，第 2 次发送：HTTP 401，52 字节，历时 291 ms",
		"s1.wxr: shards 2, 3 of 3 are missing":                                                                       "s1.wxr：缺少分片 2、3（共 3 个）",
		"unjudged: no request succeeded in any schedule":                                                             "未判定：没有一种顺序里有请求成功",
		"another login is in flight, and the current token is still valid at the server":                             "另一次登录还在途中，以及当前的 token 在服务器仍有效",
		"client 1 of a live run showed duplicate-login (concurrent), and tokenless-send at 0.0 ms":                   "真实运行中的客户端 1 出现了 duplicate-login (concurrent)，还有 tokenless-send（在 0.0 ms）",
	} {
		if got := w.Say(english); got != want {
			t.Errorf("%q is said as\n%s\nwant\n%s", english, got, want)
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
