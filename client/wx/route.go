package wx

import "strings"

// longestSegment bounds a segment of a path that is a word: a longer one is a
// number of something.
const longestSegment = 24

// Route is a request's method and path, "GET /goods/*/pictures": segments that are
// numbers, or have many digits, or are long, are "*".
func Route(method, rawURL string) string {
	if origin, is := Origin(rawURL); is {
		rawURL = rawURL[len(origin):]
	}
	path, _, _ := strings.Cut(rawURL, "?")
	path, _, _ = strings.Cut(path, "#")
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if isNumber(s) {
			segments[i] = "*"
		}
	}
	if path = strings.Join(segments, "/"); !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return method + " " + path
}

// isNumber tells whether a segment names one of many: an id, a hash, a token.
func isNumber(segment string) bool {
	digits := 0
	for _, c := range segment {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return len(segment) > longestSegment && digits > 0 || len(segment) > 2*longestSegment || digits > 0 && (2*digits > len(segment) || digits >= 6)
}
