package scenario

import (
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// formatProblem says what a text of a format should have been, or "".
func formatProblem(format, text string) string {
	switch format {
	case "name":
		return unless(isName(text), "expected a name without blanks, brackets and commas, of at most 100 characters")
	case "wrapper":
		return unless(isName(text) || IsPath(text) && isPrintable(text), "expected the id of a wrapper, or a path with a slash in it, in one line")
	case "handler":
		return unless(isHandler(text), "expected the name of a handler such as onTap, or a selector and a name, such as '#login tap'")
	case "appid", "secret":
		return unless(text != "" && strings.IndexFunc(text, notURLSafe) < 0, "expected letters, digits, - and _ only")
	case "url":
		return urlProblem(text)
	case "target":
		if text == Embedded {
			return ""
		}
		return urlProblem(text)
	case "origin":
		return originProblem(text)
	case "path":
		return unless(strings.HasPrefix(text, "/") && isVisible(text), "expected a path that begins with /")
	case "path or url":
		return pathProblem(text)
	case "addr":
		return unless(isAddr(text), "expected HOST:PORT such as 127.0.0.1:9090")
	case "json path":
		return unless(isJSONPath(text), "expected a path such as data.token, without $ and blanks")
	case "header name":
		return unless(isToken(text), "expected a name of letters, digits and - as HTTP allows, without blanks")
	case "header value":
		return unless(strings.IndexFunc(text, unicode.IsControl) < 0, "expected a text in one line")
	case "object":
		return unless(isObject(text), "expected a mapping")
	case "scalar":
		return unless(isScalar(text), "expected a number, a text, true, false or null")
	}
	return ""
}

func unless(ok bool, problem string) string {
	if ok {
		return ""
	}
	return problem
}

// isName keeps names fit for {name:…} in thresholds.
func isName(text string) bool {
	return text != "" && len([]rune(text)) <= 100 && isVisible(text) && !strings.ContainsAny(text, `{}()[]<>,"'`)
}

// maxPath is how long the path of a user's own code is at most, in bytes.
const maxPath = 4096

func isPrintable(text string) bool {
	return len(text) <= maxPath && strings.IndexFunc(text, unicode.IsControl) < 0
}

// isHandler reports a name, or the words of a selector and a name.
func isHandler(text string) bool {
	words := strings.Fields(text)
	for i, word := range words {
		if !isName(word) && (i == len(words)-1 || strings.Trim(word, ">") != "") {
			return false
		}
	}
	return len(words) > 0 && len(text) <= 200
}

func isVisible(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) < 0
}

func notURLSafe(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
}

// isToken reports a token of RFC 9110, section 5.6.2.
func isToken(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool {
		return notURLSafe(r) && !strings.ContainsRune("!#$%&'*+.^`|~", r)
	}) < 0
}

func isAddr(text string) bool {
	_, port, err := net.SplitHostPort(text)
	n, numeric := strconv.ParseUint(port, 10, 16)
	return err == nil && numeric == nil && n <= 65535
}

// isJSONPath accepts the part of gjson's paths that a person writes for a field.
func isJSONPath(text string) bool {
	return isVisible(text) && !strings.HasPrefix(text, "$") && !strings.HasPrefix(text, ".") && !strings.HasSuffix(text, ".")
}

func urlProblem(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return "expected a URL such as http://127.0.0.1:3000"
	case u.User != nil:
		return "expected a URL without user and password"
	case u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(text, "?"):
		return "expected a URL without ? and #"
	case strings.HasSuffix(u.Path, "/"):
		return "expected a URL without / at its end, since paths begin with one"
	case u.Port() != "" && !isAddr(u.Host):
		return "expected a port from 0 to 65535"
	}
	return ""
}

func originProblem(text string) string {
	if problem := urlProblem(text); problem != "" {
		return problem
	}
	u, _ := url.Parse(text)
	return unless(u.Path == "", "expected scheme and host only, such as https://api.example.com")
}

func pathProblem(text string) string {
	if strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//") && isVisible(text) {
		return ""
	}
	if u, err := url.Parse(text); isURL(text) && isVisible(text) && err == nil && u.Hostname() != "" && u.User == nil {
		return ""
	}
	return "expected a path that begins with / or a URL that begins with http:// or https://"
}
