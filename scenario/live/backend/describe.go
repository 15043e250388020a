package backend

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// describe shows an answer without what could be a secret in it.
func describe(resp *wx.Response) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP %d ", resp.Status)
	body := resp.JSON("")
	switch {
	case len(resp.Body) == 0:
		b.WriteString("with an empty body")
	case !body.Exists():
		fmt.Fprintf(&b, "with %d bytes that are no JSON", len(resp.Body))
	default:
		mask(&b, "", body, 0)
	}
	return b.String()
}

const (
	maxShown  = 40  // characters of a key or a message in an answer
	maxDepth  = 4   // of an answer
	maxTotal  = 400 // bytes of what is shown
	maxDigits = 6   // of a number that is the code of an error
)

// mask writes the structure of an answer, and of its values only what no token or key
// can be: true, false and null; numbers under keys for codes of errors; words under keys
// for messages.
func mask(b *strings.Builder, key string, v gjson.Result, depth int) {
	switch {
	case b.Len() > maxTotal || depth > maxDepth:
		b.WriteString("…")
	case v.IsObject():
		maskObject(b, v, depth)
	case v.IsArray():
		fmt.Fprintf(b, "[…%d]", len(v.Array()))
	case v.Type == gjson.String && isMessage(key) && words(v.Str) != "":
		fmt.Fprintf(b, "%q", words(v.Str))
	case v.Type == gjson.Number && isCode(key) && len(v.Raw) <= maxDigits:
		b.WriteString(v.Raw)
	case v.Type == gjson.String || v.Type == gjson.Number:
		fmt.Fprintf(b, "<%s(%d)>", strings.ToLower(v.Type.String()), len([]rune(v.String())))
	default:
		b.WriteString(v.Raw)
	}
}

func maskObject(b *strings.Builder, object gjson.Result, depth int) {
	b.WriteByte('{')
	first := true
	object.ForEach(func(key, value gjson.Result) bool {
		if !first {
			b.WriteByte(',')
		}
		first = false
		fmt.Fprintf(b, "%s:", maskKey(key.String()))
		mask(b, key.String(), value, depth+1)
		return b.Len() <= maxTotal
	})
	b.WriteByte('}')
}

// maskKey shows a key that a programmer has named. Others, such as the tokens of a
// table of sessions, could be secrets.
func maskKey(key string) string {
	named := strings.IndexFunc(key, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("_-.$", r) }) < 0
	if n := len([]rune(key)); !named || n > maxShown {
		return fmt.Sprintf("<key(%d)>", n)
	}
	return fmt.Sprintf("%q", key)
}

// isCode reports the keys under which servers number what is wrong.
func isCode(key string) bool {
	return slices.Contains([]string{"code", "errcode", "errno", "errorcode", "ret", "retcode", "status", "statuscode", "subcode"}, plainKey(key))
}

// isMessage reports the keys under which servers say what is wrong.
func isMessage(key string) bool {
	key = plainKey(key)
	return strings.HasSuffix(key, "msg") || strings.HasSuffix(key, "message") || slices.Contains([]string{"error", "errordescription", "reason", "detail", "title", "status"}, key)
}

func plainKey(key string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(key))
}

// maxWord is the longest word of a language that is shown; tokens are longer, or have
// digits, or stand alone.
const maxWord = 14

// words is what a message says in words, with "…" for everything else in it. It is
// empty where that is a single word, or where nothing is left: a token may stand under
// any key.
func words(message string) string {
	fields := strings.Fields(message)
	said := 0
	for i, field := range fields {
		if isWord(strings.Trim(field, `.,:;!?"'()`)) {
			said++
		} else {
			fields[i] = "…"
		}
	}
	if said == 0 || said == 1 && !hasHan(message) {
		return ""
	}
	text := []rune(strings.Join(fields, " "))
	if len(text) > maxShown {
		text = append(text[:maxShown], '…')
	}
	return string(text)
}

// isWord reports a word in one case, or with a capital: "invalid", "登录失效", "Token".
func isWord(s string) bool {
	runes := []rune(s)
	if len(runes) == 0 || len(runes) > maxWord || strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 {
		return false
	}
	rest := string(runes[1:])
	return strings.ToLower(rest) == rest || strings.ToUpper(s) == s
}

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}
