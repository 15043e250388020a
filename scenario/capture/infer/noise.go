package infer

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/wxload/wxload/scenario/capture"
)

// sift parts the requests of a backend from those that a scenario has no use for, and
// says how many of each kind those are.
func sift(c *capture.Capture) (kept []*exchange, notes []string) {
	counts := map[string]int{}
	for i := range c.Exchanges {
		e := newExchange(i, &c.Exchanges[i])
		if reason := noise(e); reason != "" {
			counts[reason]++
			continue
		}
		kept = append(kept, e)
	}
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		notes = append(notes, fmt.Sprintf("%s: %s", requests(counts[reason]), reason))
	}
	return kept, notes
}

// requests is a number of them, in words.
func requests(n int) string {
	if n == 1 {
		return "1 request"
	}
	return fmt.Sprintf("%d requests", n)
}

// maxURL bounds the path and the query of a request.
const maxURL = 1000

// noise says why a request is none of a wrapper's; empty where it may be one.
func noise(e *exchange) string {
	scheme, host := "", ""
	if u, err := url.Parse(e.Origin); err == nil {
		scheme, host = u.Scheme, u.Hostname()
	}
	switch {
	case scheme == "ws" || scheme == "wss" || e.Kind == "websocket" || e.Answer != nil && e.Answer.Status == 101:
		return "WebSockets, which a scenario cannot say"
	case scheme != "" && scheme != "http" && scheme != "https":
		return "of the browser's own"
	case e.Method == "OPTIONS" || e.Method == "CONNECT" || e.Kind == "preflight":
		return "preflights and tunnels, which a device does not send"
	case host == "servicewechat.com" || strings.HasSuffix(host, ".servicewechat.com") || host == "weixin.qq.com" || strings.HasSuffix(host, ".weixin.qq.com"):
		return "WeChat's own"
	case isStatic(e):
		return "pictures, pages, scripts, styles and the like"
	case len(e.Path)+len(capture.EncodeForm(e.Query)) > maxURL:
		return fmt.Sprintf("of URLs with more than %d characters", maxURL)
	case e.Upload && e.Method != "POST":
		return "uploads by another method than POST"
	case e.Method == "PATCH":
		return "PATCH, which wx.request does not have"
	case !slices.Contains([]string{"GET", "POST", "PUT", "DELETE", "HEAD"}, e.Method):
		return "of methods that wx.request does not have"
	}
	return ""
}

// isStatic reports a request for a file.
func isStatic(e *exchange) bool {
	if e.Answer != nil && len(e.Answer.Body) > 0 || e.Method != "GET" && e.Method != "HEAD" {
		return false // it is answered with JSON, or is no request for a file
	}
	switch e.Kind {
	case "image", "stylesheet", "script", "font", "media", "document", "manifest", "texttrack", "eventsource", "ping", "prefetch":
		return true
	}
	if a := e.Answer; a != nil {
		kind, sub, _ := strings.Cut(a.Type, "/")
		switch {
		case kind == "image", kind == "font", kind == "video", kind == "audio", sub == "css", sub == "html", sub == "javascript", sub == "x-javascript", sub == "wasm":
			return true
		}
	}
	switch strings.ToLower(path.Ext(e.Path)) {
	case ".js", ".mjs", ".css", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".mp4", ".mp3", ".html", ".htm", ".map", ".wasm":
		return true
	}
	return false
}

// ownOrigin keeps the requests of one origin, that of the login or else of most, and says
// which others there are.
func ownOrigin(all []*exchange, login *exchange) (origin string, kept []*exchange, notes []string) {
	counts := map[string]int{}
	for _, e := range all {
		counts[e.Origin]++
	}
	origins := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	if len(origins) == 0 {
		return "", nil, nil
	}
	origin = origins[0]
	if login != nil {
		origin = login.Origin
	}
	for _, e := range all {
		if e.Origin == origin || e.Origin == "" {
			kept = append(kept, e)
		}
	}
	for _, other := range origins {
		if other != origin && other != "" {
			notes = append(notes, fmt.Sprintf("%s to %s, which is another origin than that of the others", requests(counts[other]), other))
		}
	}
	return origin, kept, notes
}
