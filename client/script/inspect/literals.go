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
	constant      = regexp.MustCompile(`^\s*(?:-?\d+\b|'[^'\n]*'|"[^"\n]*")`)
)

// What a text is searched for, and what is taken for a success by being there.
var (
	searchedBehind = regexp.MustCompile(`([A-Za-z_$][\w$]*)\s*\)?\s*\??$`)
	searchedAhead  = regexp.MustCompile(`^\s*('[^'\n]+'|"[^"\n]+"|/[^/\n]+/)`)
	testedBehind   = regexp.MustCompile(`(/[^/\n]+/)[a-z]*$`)
	testedAhead    = regexp.MustCompile(`^\s*(?:[\w$\[\]?]+\.)*([A-Za-z_$][\w$]*)\s*[,)]`)
	flagBehind     = regexp.MustCompile(`(?:!|\bif\s*\()\s*(?:[\w$]+\??\.)*[\w$]+\??$`)
	flagAhead      = regexp.MustCompile(`^\s*[)&|]`)

	searching = []string{".indexOf(", ".includes(", ".search(", ".match(", ".startsWith(", ".endsWith("}
	flags     = []string{"success", "succeed", "isSuccess", "is_success", "ok", "isOk"}
)

// nearby is how many bytes on each side of something are looked at.
const nearby = 120

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
			before, after := f.around(begin, end)
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
		for _, name := range flags {
			f.each("."+name, func(at int) {
				if before, after := f.around(at, at+1+len(name)); flagAhead.MatchString(after) && flagBehind.MatchString(before) {
					add(name, "true", false, at+1)
				}
			})
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
		for _, method := range searching {
			f.each(method, func(at int) {
				before, after := f.around(at, at+len(method))
				name, text := searchedBehind.FindStringSubmatch(before), searchedAhead.FindStringSubmatch(after)
				if name != nil && text != nil {
					add(name[1], text[1], at)
				}
			})
		}
		f.each(".test(", func(at int) {
			before, after := f.around(at, at+len(".test("))
			text, name := testedBehind.FindStringSubmatch(before), testedAhead.FindStringSubmatch(after)
			if name != nil && text != nil {
				add(name[1], text[1], at)
			}
		})
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

// around are the texts before and behind a part of a file.
func (f *file) around(begin, end int) (before, after string) {
	return f.text[max(begin-nearby, 0):begin], f.text[end:min(end+nearby, len(f.text))]
}

// each calls found for each place of a word, or of a part of the text that ends with a
// sign.
func (f *file) each(text string, found func(at int)) {
	for i := 0; ; {
		at := strings.Index(f.text[i:], text)
		if at < 0 {
			return
		}
		begin, end := i+at, i+at+len(text)
		inWord := begin > 0 && isWord(text[0]) && isWord(f.text[begin-1]) || end < len(f.text) && isWord(text[len(text)-1]) && isWord(f.text[end])
		if !inWord {
			found(begin)
		}
		i = end
	}
}

func isWord(b byte) bool {
	return b == '_' || b == '$' || '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
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
		f.constants(func(name, value string) {
			if v, known := constants[name]; known && v != value {
				value = ""
			}
			constants[name] = value
		})
	}
	return constants
}

// constants calls found for each number or text that a name is given in a file.
func (f *file) constants(found func(name, value string)) {
	for i := 0; ; i++ {
		at := strings.IndexAny(f.text[i:], ":=")
		if at < 0 {
			return
		}
		i += at
		value := constant.FindString(f.text[i+1 : min(i+1+longestConstant, len(f.text))])
		if value == "" {
			continue
		}
		before := strings.TrimRight(f.text[max(i-nearby, 0):i], " \t\n")
		begin := len(before)
		for begin > 0 && isWord(before[begin-1]) {
			begin--
		}
		if name := before[begin:]; name != "" && (name[0] < '0' || name[0] > '9') {
			found(name, strings.TrimLeft(value, " \t\n"))
		}
	}
}

// longestConstant is how far behind a name its value ends.
const longestConstant = 400

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
