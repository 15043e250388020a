package inspect

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxload/wxload/client/script/engine"
)

// compared is a literal that the code compares a member or a variable with.
type compared struct {
	value string // JSON
	not   bool   // it asks whether it is another
	at    engine.Place
}

const literalText = `(-?\d+\b|'[^'\n]*'|"[^"\n]*"|true\b|false\b|[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)`

var (
	nameBehind    = regexp.MustCompile(`([A-Za-z_$][\w$]*)\s*(?:\)\s*)?$`)
	typeBehind    = regexp.MustCompile(`\btypeof\s*\(?\s*(?:[\w$()\[\]]+\.)*$`)
	literalBehind = regexp.MustCompile(`(-?\b\d+|'[^'\n]*'|"[^"\n]*"|\btrue|\bfalse)\s*$`)
	literalAhead  = regexp.MustCompile(`^\s*` + literalText)
	nameAhead     = regexp.MustCompile(`^\s*(?:[\w$()\[\]?]*\.)*([A-Za-z_$][\w$]*)`)
	switched      = regexp.MustCompile(`switch\s*\(\s*(?:[\w$.()\[\]?]*\.)?([A-Za-z_$][\w$]*)\s*\)\s*\{`)
	caseOf        = regexp.MustCompile(`case\s+` + literalText + `\s*:`)
	listed        = regexp.MustCompile(`\[([^\[\]\n]{1,80})\]\s*\.\s*(?:includes|indexOf)\(\s*(?:[\w$.]*\.)?([A-Za-z_$][\w$]*)`)
	constant      = regexp.MustCompile(`([A-Za-z_$][\w$]*)\s*[:=]\s*(-?\d+\b|'[^'\n]*'|"[^"\n]*")`)
)

// What a text is searched for, and what is taken for a success by being there.
var (
	searched = regexp.MustCompile(`([A-Za-z_$][\w$]*)\s*\)?\s*\??\.\s*(?:indexOf|includes|search|match|startsWith|endsWith)\(\s*('[^'\n]+'|"[^"\n]+"|/[^/\n]+/)`)
	tested   = regexp.MustCompile(`(/[^/\n]+/)[a-z]*\.test\(\s*(?:[\w$\[\]?]+\.)*([A-Za-z_$][\w$]*)\s*[,)]`)
	flagged  = regexp.MustCompile(`(?:!|\bif\s*\()\s*(?:[\w$]+\??\.)+(success|succeed|isSuccess|is_success|ok|isOk)\s*[)&|]`)
)

// around is how many bytes on each side of an operator are looked at.
const around = 120

// switchLength bounds how much of a switch is looked at.
const switchLength = 3000

// comparisons finds the literals of all files by the name that is compared. Names of
// literals count as these where a file gives them a value.
func comparisons(files []file) map[string][]compared {
	constants := constantsOf(files)
	all := map[string][]compared{}
	for _, f := range files {
		add := func(name, text string, not bool, offset int) {
			if value, is := valueOf(text, constants); is && !ignored[name] {
				all[name] = append(all[name], compared{value, not, f.place(offset)})
			}
		}
		f.operators(func(begin, end int) {
			before, after := f.text[max(begin-around, 0):begin], f.text[end:min(end+around, len(f.text))]
			not := f.text[begin] == '!'
			if m := nameBehind.FindStringSubmatchIndex(before); m != nil && !typeBehind.MatchString(before[:m[2]]) {
				if l := literalAhead.FindStringSubmatch(after); l != nil {
					add(before[m[2]:m[3]], l[1], not, begin-len(before)+m[2])
				}
			}
			if l := literalBehind.FindStringSubmatch(before); l != nil {
				if m := nameAhead.FindStringSubmatchIndex(after); m != nil {
					add(after[m[2]:m[3]], l[1], not, end+m[2])
				}
			}
		})
		for _, m := range flagged.FindAllStringSubmatchIndex(f.text, -1) {
			add(f.text[m[2]:m[3]], "true", false, m[2])
		}
		if !strings.Contains(f.text, "case ") && !strings.Contains(f.text, "includes(") && !strings.Contains(f.text, "indexOf(") {
			continue
		}
		for _, m := range switched.FindAllStringSubmatchIndex(f.text, -1) {
			body := f.text[m[1]:min(len(f.text), m[1]+switchLength)]
			for _, c := range caseOf.FindAllStringSubmatchIndex(body, -1) {
				add(f.text[m[2]:m[3]], body[c[2]:c[3]], false, m[1]+c[2])
			}
		}
		for _, m := range listed.FindAllStringSubmatchIndex(f.text, -1) {
			for text := range strings.SplitSeq(f.text[m[2]:m[3]], ",") {
				add(f.text[m[4]:m[5]], strings.TrimSpace(text), false, m[4])
			}
		}
	}
	return all
}

// searches finds the texts of all files that a name is searched for, by the name.
func searches(files []file) map[string][]compared {
	all := map[string][]compared{}
	for _, f := range files {
		add := func(name, text string, offset int) {
			if value, is := keyword(text); is {
				all[name] = append(all[name], compared{value: value, at: f.place(offset)})
			}
		}
		for _, m := range searched.FindAllStringSubmatchIndex(f.text, -1) {
			add(f.text[m[2]:m[3]], f.text[m[4]:m[5]], m[2])
		}
		for _, m := range tested.FindAllStringSubmatchIndex(f.text, -1) {
			add(f.text[m[4]:m[5]], f.text[m[2]:m[3]], m[2])
		}
	}
	return all
}

// keyword is a text as JSON, or one that a regular expression without signs of its own
// matches.
func keyword(text string) (string, bool) {
	inner, _, _ := strings.Cut(text[1:len(text)-1], "|")
	if inner == "" || len(inner) > 60 || strings.ContainsAny(inner, `\"`) || text[0] == '/' && strings.ContainsAny(inner, `.*+?^$()[]{}`) {
		return "", false
	}
	return strconv.Quote(inner), true
}

// operators calls f for each == and != of a file, with three characters or two.
func (f *file) operators(found func(begin, end int)) {
	for i := 0; i+2 < len(f.text); {
		at := strings.Index(f.text[i:], "=")
		if at < 0 {
			return
		}
		begin := i + at
		end := begin + 1
		for end < len(f.text) && f.text[end] == '=' {
			end++
		}
		if begin > 0 && f.text[begin-1] == '!' {
			begin--
		}
		if n := end - begin; n == 3 || n == 2 {
			found(begin, end)
		}
		i = end
	}
}

// ignored are names that no answer has, or that say nothing.
var ignored = map[string]bool{"length": true, "typeof": true, "undefined": true, "null": true, "return": true}

// constantsOf are the values of names in the files; a name with several has none.
func constantsOf(files []file) map[string]string {
	constants := map[string]string{}
	for _, f := range files {
		for _, m := range constant.FindAllStringSubmatch(f.text, -1) {
			if v, known := constants[m[1]]; known && v != m[2] {
				constants[m[1]] = ""
				continue
			}
			constants[m[1]] = m[2]
		}
	}
	return constants
}

// valueOf is a literal as JSON, or a constant's.
func valueOf(text string, constants map[string]string) (string, bool) {
	switch {
	case text == "true" || text == "false":
		return text, true
	case strings.HasPrefix(text, "'") || strings.HasPrefix(text, `"`):
		inner := text[1 : len(text)-1]
		if inner == "" || strings.Contains(inner, `\`) || len(inner) > 60 {
			return "", false
		}
		return strconv.Quote(inner), true
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(n, 10), true
	}
	name := text[strings.LastIndexByte(text, '.')+1:]
	value := constants[name]
	if value == "" || name == text && name != strings.ToUpper(name) {
		return "", false
	}
	return valueOf(value, nil)
}

// usual are the values by which answers say that all is well, the likeliest first.
var usual = []string{"0", "200", "1", "true", `"0"`, `"200"`, `"success"`, `"ok"`, `"SUCCESS"`, `"OK"`, `"1"`, `"0000"`, `"000000"`, "20000", "10000", "1000", "2000", "100", "2001", "201"}

// good are the values of a name that may mean a success, the likeliest first.
func good(all []compared) []string {
	score := map[string]int{}
	var values []string
	for _, c := range all {
		if _, known := score[c.value]; !known {
			values = append(values, c.value)
			if i := slices.Index(usual, c.value); i >= 0 {
				score[c.value] = 6
			}
			if n, err := strconv.Atoi(c.value); err == nil && (n >= 300 && n < 600 || n < 0) || c.value == "false" {
				score[c.value] = -20
			}
		}
		score[c.value]++
		if c.not {
			score[c.value] += 2
		}
	}
	slices.SortStableFunc(values, func(a, b string) int {
		if score[a] != score[b] {
			return score[b] - score[a]
		}
		return slices.Index(usual, a) - slices.Index(usual, b)
	})
	return values
}
