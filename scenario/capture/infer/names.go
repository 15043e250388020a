package infer

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// varying is how a segment of a path looks that names one of many: a number, a UUID, a
// long row of digits and letters.
var varying = regexp.MustCompile(`^([0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[A-Za-z]{0,4}[0-9]{6,}|[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]{18,})$`)

// isID reports the segment of a path that names one of many.
func isID(segment string) bool { return varying.MatchString(segment) && !isVersion(segment) }

var version = regexp.MustCompile(`^[vV][0-9]{1,3}(\.[0-9]+)*$`)

func isVersion(segment string) bool { return version.MatchString(segment) }

// names gives each request a name of its own.
type names struct{ taken map[string]string } // the call of each

// of is the name of a call, METHOD PATH: that of the file, or else the last words of its
// path.
func (n *names) of(given, path, call string) string {
	name := slug(given)
	if name == "" {
		name = pathName(path)
	}
	base := name
	method, _, _ := strings.Cut(call, " ")
	for i := 1; n.taken[name] != "" && n.taken[name] != call; i++ {
		name = base + "-" + strconv.Itoa(i)
		if i == 1 {
			name = base + "." + strings.ToLower(method)
		}
	}
	n.taken[name] = call
	return name
}

// maxName bounds a name, in characters.
const maxName = 60

// slug is a text as a name may be: without blanks, brackets and commas.
func slug(text string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-/", r) {
			return r
		}
		return ' '
	}, text)
	clean = strings.Join(strings.Fields(clean), "-")
	if runes := []rune(clean); len(runes) > maxName {
		clean = string(runes[:maxName])
	}
	return strings.Trim(clean, "-./")
}

// pathName is the last two words of a path.
func pathName(path string) string {
	path, _, _ = strings.Cut(path, "?")
	var words []string
	for segment := range strings.SplitSeq(path, "/") {
		word := slug(unescapePath(segment))
		if word == "" || isID(segment) || isVersion(segment) || strings.ContainsAny(segment, "{}") || strings.EqualFold(word, "api") {
			continue
		}
		words = append(words, strings.TrimSuffix(strings.TrimSuffix(word, ".php"), ".do"))
	}
	name := strings.Join(words[max(len(words)-2, 0):], ".")
	if name == "" {
		return "root"
	}
	return slug(name)
}
