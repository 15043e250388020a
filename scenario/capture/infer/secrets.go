package infer

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// secrets replaces what must not be written into a scenario.
type secrets struct {
	known    *strings.Replacer
	values   []string // the longest first
	replaced []string // places, each once
}

// Removed stands for a secret.
const Removed = "removed"

// fakePhone is a telephone number of nobody, of the form that backends check.
const fakePhone = "13800000000"

var (
	phoneName  = regexp.MustCompile(`phone|mobile|tel$|cellular`)
	secretName = regexp.MustCompile(`passw|pwd|secret|sessionkey|apikey|appkey|accesskey|privatekey|credential|idcard|identityno|bankcard|cardno|realname|openid|unionid|email|^sign$|signature|^iv$|encrypteddata|cookie|captcha|smscode|verifycode|vcode`)
	phone      = regexp.MustCompile(`(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)`)
	jwt        = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?`)
	email      = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z]`)
	idCard     = regexp.MustCompile(`(^|[^0-9])[1-9][0-9]{16}[0-9Xx]([^0-9]|$)`)
)

// isSecretName reports the name of a field whose value is nobody's business.
func isSecretName(name string) bool {
	n := plain(last(name))
	return secretName.MatchString(n) || phoneName.MatchString(n) || isTokenName(n) || isRefreshName(n) || strings.Contains(n, "csrf")
}

// minSecret is the length of the shortest value that is looked for in other places.
const minSecret = 6

// newSecrets collects the secrets of all exchanges: by their names, and what carriers of
// codes and tokens had.
func newSecrets(all []*exchange, further []string) *secrets {
	s := &secrets{values: further}
	byName := map[string]bool{} // thousands of answers have the same names
	secret := func(name string) bool {
		is, known := byName[last(name)]
		if !known {
			is = isSecretName(name)
			byName[last(name)] = is
		}
		return is
	}
	for _, e := range all {
		for _, p := range append(slices.Clone(e.parts), e.gives...) {
			hidden := secret(p.Name) || p.In == "cookie" || isCodeName(p.Name) && wechatCode.MatchString(p.value)
			if value, _ := unprefixed(p.value); hidden && p.text {
				s.values = append(s.values, value)
			}
		}
	}
	slices.SortFunc(s.values, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }) // the longest first
	s.values = slices.DeleteFunc(slices.Compact(s.values), func(v string) bool {
		return len(v) < minSecret || isVariable(v) || isWord(v)
	})
	var pairs []string
	for _, v := range s.values {
		pairs = append(pairs, v, phone.ReplaceAllString(v, fakePhone))
		if last := &pairs[len(pairs)-1]; *last == v {
			*last = Removed
		}
	}
	s.known = strings.NewReplacer(pairs...)
	return s
}

// isWord reports a value that says nothing, such as a flag: letters of one case, all
// alike, or the like.
func isWord(v string) bool {
	return len(v) < 12 && strings.IndexFunc(v, func(r rune) bool { return !('a' <= r && r <= 'z' || r == '_' || r == '-') }) < 0
}

// text is a text without secrets; at names its place for the list of those replaced.
func (s *secrets) text(at, text string) string {
	out := s.known.Replace(text)
	out = jwt.ReplaceAllString(out, Removed)
	for range 2 { // neighbours share the character between them
		out = phone.ReplaceAllString(out, "${1}"+fakePhone+"${2}")
		out = idCard.ReplaceAllString(out, "${1}"+Removed+"${2}")
	}
	out = email.ReplaceAllString(out, "user@example.com")
	if out != text {
		s.tell(at)
	}
	return out
}

func (s *secrets) tell(at string) {
	if at != "" && !slices.Contains(s.replaced, at) {
		s.replaced = append(s.replaced, at)
	}
}

// field is the value of a field without secrets.
func (s *secrets) field(at, name, value string) string {
	n := plain(last(name))
	switch {
	case value == "" || value == "true" || value == "false":
		return value
	case phoneName.MatchString(n) && strings.ContainsAny(value, "0123456789"):
		s.tell(at + name)
		return fakePhone
	case isSecretName(name):
		s.tell(at + name)
		return Removed
	}
	return s.text(at+name, value)
}

// json is a JSON value without secrets. name is that of the field that has it, replace
// may give another value to a path; nil gives none.
func (s *secrets) json(at, path string, v gjson.Result, replace func(path string, v gjson.Result) (raw string, yes bool)) string {
	var b strings.Builder
	var write func(path string, v gjson.Result)
	write = func(path string, v gjson.Result) {
		if replace != nil {
			if raw, yes := replace(path, v); yes {
				b.WriteString(raw)
				return
			}
		}
		switch {
		case v.IsObject(), v.IsArray():
			s.nested(&b, path, v, write)
		case v.Type == gjson.String:
			b.WriteString(quoted(literal(s.field(at, path, v.String()))))
		case v.Type == gjson.Number && s.field(at, path, v.Raw) == fakePhone:
			b.WriteString(fakePhone)
		case v.Type == gjson.Number && s.field("", path, v.Raw) != v.Raw:
			b.WriteByte('0')
		default:
			b.WriteString(v.Raw)
		}
	}
	write(path, v)
	return b.String()
}

// nested writes an object or a list.
func (s *secrets) nested(b *strings.Builder, path string, v gjson.Result, write func(string, gjson.Result)) {
	open, end := byte('{'), byte('}')
	if v.IsArray() {
		open, end = '[', ']'
	}
	b.WriteByte(open)
	i := 0
	v.ForEach(func(key, item gjson.Result) bool {
		if i > 0 {
			b.WriteByte(',')
		}
		name := path
		if v.IsObject() {
			clean := literal(s.text("", key.String()))
			b.WriteString(quoted(clean) + ":")
			if name != "" {
				name += "."
			}
			name += key.String()
		}
		i++
		write(name, item)
		return true
	})
	b.WriteByte(end)
}

var variable = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// literal keeps a text from being taken for a placeholder: of {{name}} the name is left.
func literal(text string) string {
	text = variable.ReplaceAllString(text, "$1")
	for strings.Contains(text, "{{") {
		text = strings.ReplaceAll(text, "{{", "{ {")
	}
	return strings.ReplaceAll(text, "\x7f", "") // the one control character that JSON leaves as it is
}

// path is a path, or a part of one, without secrets.
func (s *secrets) path(at, path string) string {
	return strings.ReplaceAll(literal(s.text(at, path)), " ", "%20")
}

// quoted is a text in JSON, as people write it.
func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text has no errors
	return strings.TrimSuffix(b.String(), "\n")
}
