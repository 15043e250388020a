package lang

import "testing"

func TestCommentsAreSaidAndTheSourceStays(t *testing.T) {
	w := wordsOf(t, map[string]string{
		"a first one, which goes on":  "第一个注释，\n它有两行",
		"%s: unknown, fill in: %s":    "%s：未知，请填写：%s",
		"guess, %s":                   "猜测，依据 %s",
		"with the wrapper":            "使用封装",
		"a very long one":             "这个注释很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长",
		"guess, %s, and what follows": "不该有",
	})
	for _, c := range []struct{ source, mark, want string }{
		{"# a first one,\n# which goes on\n#\n# none of ours\na: 1   # guess, x.js:3\n", "#",
			"# 第一个注释，\n# 它有两行\n#\n# none of ours\na: 1   # 猜测，依据 x.js:3\n"},
		{"  # token: unknown, fill in: x\n  # login: unknown, fill in: y", "#", "  # token：未知，请填写：x\n  # login：未知，请填写：y"},
		{"#   run a.yaml    with the wrapper\n#   a: b   # with the wrapper", "#", "#   run a.yaml    使用封装\n#   a: b   # 使用封装"},
		{"// a very long one", "//", "// 这个注释很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很\n// 长很长很长"},
		{"x = 'http://a' // with the wrapper", "//", "x = 'http://a' // 使用封装"},
		{"a: \"x # with the wrapper\"", "#", "a: \"x # with the wrapper\""},
		{"with the wrapper", "#", "with the wrapper"},
	} {
		if got := w.Comments(c.source, c.mark); got != c.want {
			t.Errorf("%q is\n%s\nwant\n%s", c.source, got, c.want)
		}
	}
}
