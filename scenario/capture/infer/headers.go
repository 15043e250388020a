package infer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wxload/wxload/scenario/capture"
)

// isUsual reports a header that the platform, or a browser in its place, sets by itself.
func isUsual(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "host", "connection", "proxy-connection", "keep-alive", "content-length", "transfer-encoding", "te", "user-agent", "referer", "origin",
		"accept", "accept-encoding", "accept-language", "accept-charset", "pragma", "cache-control", "dnt", "upgrade-insecure-requests",
		"content-type", "charset", "priority", "x-requested-with", "expect", "range", "upgrade", "http2-settings", "via", "forwarded", "content-encoding":
		return true
	}
	for _, prefix := range []string{"sec-", "if-", "x-forwarded-", "x-whistle-", "postman-", "x-real-", "proxy-", "x-postman-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// maxHeaders bounds the headers of one request.
const maxHeaders = 20

// custom are the headers of a request that are its backend's business, without the token.
func (i *inference) custom(e *exchange) []capture.Field {
	var own []capture.Field
	for _, f := range e.Header {
		switch {
		case isUsual(f.Name) || strings.EqualFold(f.Name, "Cookie") || len(f.Value) > maxURL || len(own) == maxHeaders:
		case i.carried != nil && i.carried.In == "header" && strings.EqualFold(f.Name, i.carried.name):
		case i.entry == e && i.code.In == "header" && strings.EqualFold(f.Name, i.code.Name):
		default:
			own = append(own, f)
		}
	}
	return own
}

// header finds the headers that all requests carry, with one value. Others that vary from
// request to request, such as a signature, and secret ones, are told.
func (i *inference) header(kept []*exchange) {
	values, count := map[string][]string{}, map[string]int{}
	var order []capture.Field
	for _, e := range kept {
		for _, f := range i.custom(e) {
			key := strings.ToLower(f.Name)
			if count[key] == 0 {
				order = append(order, f)
			}
			if count[key]++; !slices.Contains(values[key], f.Value) && len(values[key]) < 3 {
				values[key] = append(values[key], f.Value)
			}
		}
	}
	for _, f := range order {
		key := strings.ToLower(f.Name)
		switch {
		case !isHeaderName(f.Name):
		case len(values[key]) > 1 && computed(f.Name):
			i.unmapped("the header %s, which is computed for each request", f.Name)
		case isSecretName(f.Name) || i.secrets.text("", f.Value) != f.Value:
			i.unmapped("the header %s, which looks like a secret: if the backend needs it, add it to wrapper.header", f.Name)
		case isVariable(f.Value):
			i.unmapped("the header %s, whose value the file does not have", f.Name)
		case len(values[key]) == 1 && count[key] == len(kept):
			i.found.Header = append(i.found.Header, capture.Field{Name: f.Name, Value: oneLine(literal(f.Value))})
		}
	}
	slices.SortFunc(i.found.Header, func(a, b capture.Field) int { return cmp.Compare(a.Name, b.Name) })
}

// computed reports the name of what a client computes for each request.
func computed(name string) bool {
	n := plain(name)
	return strings.Contains(n, "sign") || strings.Contains(n, "nonce") || strings.Contains(n, "timestamp") || n == "ts" || n == "xts" ||
		strings.Contains(n, "requestid") || strings.Contains(n, "traceid") || strings.Contains(n, "traceparent")
}

// ownHeader are the headers that a request has and others have not.
func (i *inference) ownHeader(e *exchange) []capture.Field {
	var own []capture.Field
	if e.form {
		own = append(own, capture.Field{Name: "content-type", Value: "application/x-www-form-urlencoded"})
	}
	for _, f := range i.custom(e) {
		all := slices.ContainsFunc(i.found.Header, func(g capture.Field) bool { return strings.EqualFold(f.Name, g.Name) })
		if all || computed(f.Name) || isSecretName(f.Name) || isVariable(f.Value) || i.secrets.text("", f.Value) != f.Value || !isHeaderName(f.Name) {
			continue
		}
		own = append(own, capture.Field{Name: f.Name, Value: oneLine(literal(f.Value))})
	}
	return own
}

// isHeaderName reports a name as HTTP allows, and no longer than people write.
func isHeaderName(name string) bool {
	return name != "" && len(name) <= 100 && strings.IndexFunc(name, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", r))
	}) < 0
}
