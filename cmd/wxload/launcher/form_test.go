package launcher

import (
	"strings"
	"testing"
)

func choices() Choices {
	return Choices{Templates: []Choice{{"token-expiry", ""}}, Situations: []Choice{{"late-401", ""}}, Wrappers: []Choice{{"template", ""}}}
}

func TestAFormIsTheCommandThatOneWouldType(t *testing.T) {
	there := func(name string) bool {
		return name == "there.yaml" || name == "report.html" || name == "report-2.html" || name == "search"
	}
	c := choices()
	c.Templates = append(c.Templates, Choice{"there", ""})
	for name, test := range map[string]struct {
		form form
		want string
	}{
		"the built-in scenario": {form{Do: "run", Out: "r.html"}, "wxload run --ui 127.0.0.1:0 --out html=r.html"},
		"a page without .html":  {form{Do: "run", Out: "there.yaml"}, "wxload run --ui 127.0.0.1:0 --out html=there.yaml.html"},
		"an example":            {form{Do: "run", Scenario: "token-expiry", Out: "r.html"}, "wxload init token-expiry\nwxload run token-expiry.yaml --ui 127.0.0.1:0 --out html=r.html"},
		"one that was written":  {form{Do: "run", Scenario: "there", Out: "r.html"}, "wxload run there.yaml --ui 127.0.0.1:0 --out html=r.html"},
		"all of a run": {form{Do: "run", Scenario: fileChoice, File: "my shop's.yaml", Wrapper: fileChoice, Own: "src/a.ts", Clients: "50", Duration: "1m30s", Target: "http://127.0.0.1:3000"},
			`wxload run 'my shop'\''s.yaml' --wrapper src/a.ts --clients 50 --duration 1m30s --target http://127.0.0.1:3000 --ui 127.0.0.1:0 --out html=report-3.html`},
		"a situation":           {form{Do: "explore", Situation: "late-401", Wrapper: "template", Out: "o"}, "wxload explore late-401 --wrapper template --out o"},
		"every situation":       {form{Do: "explore", Situation: everySituation}, "wxload explore --all --out search-2"},
		"a file's flow":         {form{Do: "explore", Situation: fileChoice, File: "/a/b.yaml", Out: "o"}, "wxload explore /a/b.yaml --out o"},
		"a file in this folder": {form{Do: "explore", Situation: "late-401", Wrapper: fileChoice, Own: "request.js", Out: "o"}, "wxload explore late-401 --wrapper request.js --out o"},
		"a folder in this one":  {form{Do: "explore", Situation: "late-401", Wrapper: fileChoice, Own: "miniprogram", Out: "o"}, "wxload explore late-401 --wrapper ./miniprogram --out o"},
		"a line for a shell":    {form{Do: "explore", Situation: "late-401", Out: "$(rm -rf ~); `x` \"y\""}, "wxload explore late-401 --out '$(rm -rf ~); `x` \"y\"'"},
	} {
		p, err := test.form.plan(c, there)
		var lines []string
		for _, args := range p.commands {
			lines = append(lines, line(args))
		}
		if got := strings.Join(lines, "\n"); err != nil || got != test.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, test.want)
		}
	}
}

func TestAFormThatIsWrongIsToldSo(t *testing.T) {
	for want, f := range map[string]form{
		`nothing is called "mock"`:              {Do: "mock"},
		`no example is called "x"`:              {Do: "run", Scenario: "x"},
		`no situation is called "x"`:            {Do: "explore", Situation: "x"},
		`no wrapper is called "x"`:              {Do: "run", Wrapper: "x"},
		`where is the scenario file?`:           {Do: "run", Scenario: fileChoice},
		`where is your wrapper?`:                {Do: "run", Wrapper: fileChoice},
		`"--allow-host=evil" is no path`:        {Do: "run", Scenario: fileChoice, File: "--allow-host=evil"},
		`"-" is no path`:                        {Do: "explore", Situation: fileChoice, File: "-"},
		`"-x.js" is no path`:                    {Do: "run", Wrapper: fileChoice, Own: "-x.js"},
		`"many" is no number of clients`:        {Do: "run", Clients: "many"},
		`"0" is no number of clients`:           {Do: "run", Clients: "0"},
		`"30" is no time: write 30s or 5m`:      {Do: "run", Duration: "30"},
		"has characters that nobody can see":    {Do: "run", Target: "http://a\x00"},
		"or has characters that nobody can see": {Do: "run", Out: "a\u202elmth"},
		"a text is too long":                    {Do: "run", Out: strings.Repeat("x", 1001)},
	} {
		if _, err := f.plan(choices(), func(string) bool { return false }); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", f, err, want)
		}
	}
}
