package lang

import "testing"

func TestTemplatesAreSaidBetweenTheirTags(t *testing.T) {
	w := wordsOf(t, map[string]string{
		"Requests": "请求", "%s of %s shown": "共 %[2]s 个，显示 %[1]s 个", "%s, table": "%s，表格", "None.": "没有。", "100%% here": "100%% 在此",
	})
	for _, c := range []struct{ source, want string }{
		{`<html lang="en"><h2 id="requests">Requests</h2>`, `<html lang="zh-CN"><h2 id="requests">请求</h2>`},
		{"<p>\n {{.N}} of {{.M}} shown </p>", "<p>\n 共 {{.M}} 个，显示 {{.N}} 个 </p>"},
		{`<div title="{{.Title}}, table">`, `<div title="{{.Title}}，表格">`},
		{`{{range .All}}<b>{{.}}</b>{{else}}None.{{end}}`, `{{range .All}}<b>{{.}}</b>{{else}}没有。{{end}}`},
		{`<p role="status" data-lost="None." data-on="Requests"></p>`, `<p role="status" data-lost="没有。" data-on="请求"></p>`},
		{`<p data-part="Requests"></p>`, `<p data-part="Requests"></p>`},
		{`<script>Requests</script><p>Requests here</p>`, `<script>Requests</script><p>Requests here</p>`},
		{`<p>100% here</p>`, `<p>100% 在此</p>`},
	} {
		if got := w.Template(c.source); got != c.want {
			t.Errorf("Template(%q) = %q, want %q", c.source, got, c.want)
		}
	}
}
