package infer

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/scenario/capture"
)

// Limits of a flow that is written.
const (
	maxRequests = 150
	maxOnPage   = 10       // as many as a device sends together
	maxText     = 64 << 10 // of all requests
	maxBody     = 8 << 10
	maxNesting  = 20
	newPage     = 1200 * time.Millisecond // a pause after which a page begins
	maxThink    = 2 * time.Second
)

// flow are the pages, in the order of the capture. A request that was made several times
// is there once, as it was answered best.
func (i *inference) flow() {
	kept := i.calls()
	if more := len(kept) - maxRequests; more > 0 {
		i.unmapped("%s more: a flow is written with at most %d", requests(more), maxRequests)
		kept = kept[:maxRequests]
	}
	i.header(kept)
	i.public(kept)
	ids := i.identifiers(kept)
	named := &names{taken: map[string]string{}}
	size := 0
	var before *exchange
	var written []*exchange
	for _, e := range kept {
		r, ok := i.request(e, ids, named)
		if !ok {
			continue
		}
		if size += r.size(); size > maxText {
			i.unmapped("%s, and what comes after it: the scenario is long enough", e.call())
			break
		}
		if e.Upload {
			i.addUpload(e, r)
			before = nil
			continue
		}
		if before == nil || i.turns(before, e) || len(written) >= maxOnPage || ids.needs(e, written) {
			i.addPage(e)
			written = nil
		}
		page := &i.found.Pages[len(i.found.Pages)-1]
		page.Requests = append(page.Requests, r)
		written = append(written, e)
		before = e
	}
}

// addUpload adds an upload, which is a step of its own.
func (i *inference) addUpload(e *exchange, r Request) {
	u := &Upload{Request: r}
	if isHeaderName(e.File) {
		u.Field = i.secrets.text("", e.File)
	}
	i.found.Pages = append(i.found.Pages, Page{Name: r.Name, Think: time.Second, Upload: u})
}

// calls are the requests that a page makes, each once.
func (i *inference) calls() []*exchange {
	var kept []*exchange
	at := map[string]int{}
	for _, e := range i.all {
		if i.renews(e) {
			continue
		}
		n, known := at[e.kind]
		switch {
		case !known:
			at[e.kind] = len(kept)
			kept = append(kept, e)
		case i.better(e, kept[n]):
			kept[n] = e
		}
	}
	slices.SortStableFunc(kept, func(a, b *exchange) int { return a.n - b.n })
	return kept
}

// better reports that one answer to a kind of request is good where another is none.
func (i *inference) better(a, b *exchange) bool {
	bad := func(e *exchange) bool { return !e.good() || slices.Contains(i.failed, e) }
	return bad(b) && !bad(a)
}

// turns reports that a page ends between two requests: after a pause, or where another
// group begins.
func (i *inference) turns(before, e *exchange) bool {
	pause := time.Duration(0)
	if !e.Start.IsZero() && !before.Start.IsZero() {
		pause = e.Start.Sub(before.Start)
	}
	if pause >= newPage {
		i.found.Pages[len(i.found.Pages)-1].Think = min(pause.Round(100*time.Millisecond), maxThink)
	}
	return pause >= newPage || e.Group != before.Group
}

func (i *inference) addPage(e *exchange) {
	name := slug(i.secrets.text("", e.Group))
	if name == "" {
		name, _, _ = strings.Cut(pathName(i.secrets.text("", e.route)), ".")
	}
	i.found.Pages = append(i.found.Pages, Page{Name: name, Think: time.Second})
}

// request is that of an exchange, without the token and without secrets.
func (i *inference) request(e *exchange, ids *identifiers, named *names) (r Request, ok bool) {
	at := e.call() + " "
	r = Request{Method: e.Method, At: e.Place, Header: i.ownHeader(e), Save: ids.saves[e]}
	i.tellVariables(e)
	path := ids.path(e, i.secrets)
	var query []string
	for _, f := range e.Query {
		if i.carried != nil && i.carried.In == "query" && f.Name == i.carried.name {
			continue
		}
		value, saved := ids.value(e, Where{"query", f.Name})
		if !saved {
			value = literal(i.secrets.field(at, f.Name, f.Value))
		}
		query = append(query, escaped(i.secrets.text("", f.Name))+"="+escaped(value))
	}
	r.Path = withQuery(path, query)
	if r.Body, ok = i.requestBody(e, ids); !ok {
		return r, false
	}
	if r.Method == "GET" || r.Method == "HEAD" {
		r.Body = nil
	}
	route := e.route
	if route == e.Path {
		route = path // in which what varies is not the value of the recording
	}
	r.Name = named.of(i.secrets.text("", e.Name), i.secrets.text("", route), r.Method+" "+r.Path)
	return r, true
}

// tellVariables tells of the variables of a request whose values the file does not have.
func (i *inference) tellVariables(e *exchange) {
	if i.capture.Recorded && e.Name == "" {
		return // what looks like one was sent so
	}
	var names []string
	for _, p := range append(slices.Clone(e.parts), part{Where{"path", ""}, unescapePath(e.Path), true}) {
		if i.carried != nil && p.In == i.carried.In && strings.EqualFold(p.Name, i.carried.name) {
			continue
		}
		for _, found := range variable.FindAllString(p.value, 3) {
			if !slices.Contains(names, found) {
				names = append(names, found)
			}
		}
	}
	if len(names) > 0 {
		i.unmapped("%s: the file has no value for %s", e.call(), strings.Join(names, ", "))
	}
}

// requestBody is the body as an object: a form has one, too.
func (i *inference) requestBody(e *exchange, ids *identifiers) (json.RawMessage, bool) {
	at := e.call() + " "
	replace := func(path string, _ gjson.Result) (string, bool) {
		if i.carried != nil && i.carried.In == "body" && path == i.carried.Name {
			return `"` + Removed + `"`, true
		}
		value, saved := ids.value(e, Where{"body", path})
		return `"` + value + `"`, saved
	}
	var body string
	switch {
	case e.json:
		body = i.secrets.json(at, "", gjson.ParseBytes(e.Body), replace)
	case e.form:
		body = i.formBody(e, capture.ParseForm(string(e.Body)), ids)
	case len(e.Form) > 0:
		body = i.formBody(e, e.Form, ids)
	case len(e.Body) > 0:
		i.unmapped("%s: its body is neither JSON nor a form", e.call())
		return nil, false
	default:
		return nil, true
	}
	if len(body) > maxBody || nesting(body) > maxNesting {
		i.unmapped("%s: its body is too large, or nested too deep, for a scenario that people read", e.call())
		return nil, false
	}
	return json.RawMessage(body), true
}

// formBody is an object with the fields of a form.
func (i *inference) formBody(e *exchange, form []capture.Field, ids *identifiers) string {
	var pairs []string
	for _, f := range form {
		value, saved := ids.value(e, Where{"body", f.Name})
		if !saved {
			value = literal(i.secrets.field(e.call()+" ", f.Name, f.Value))
		}
		pairs = append(pairs, quoted(literal(i.secrets.text("", f.Name)))+":"+quoted(value))
	}
	return "{" + strings.Join(pairs, ",") + "}"
}

// size is about how many bytes a request takes in a file.
func (r *Request) size() int {
	n := len(r.Name) + len(r.Path) + len(r.Body)
	for _, f := range r.Header {
		n += len(f.Name) + len(f.Value)
	}
	return n
}

// nesting is how deep JSON is nested; brackets in texts may count, too.
func nesting(body string) (deepest int) {
	depth := 0
	for i := range len(body) {
		switch body[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		deepest = max(deepest, depth)
	}
	return deepest
}

// public are the paths of requests that never carry a token, where others do.
func (i *inference) public(kept []*exchange) {
	if i.carried == nil {
		return
	}
	private := func(path string) bool {
		return slices.ContainsFunc(i.all, func(e *exchange) bool { return strings.HasPrefix(e.Path, path) && i.carries(e) })
	}
	for _, e := range kept {
		path := i.secrets.path("", e.Path)
		switch {
		case i.carries(e) || slices.Contains(i.found.Public, path):
		case private(path):
			if !slices.ContainsFunc(i.all, func(o *exchange) bool { return o.same(e) && i.carries(o) }) {
				i.unmapped("%s was sent without a token, but paths that begin alike are not: here it is sent with one", e.call())
			}
		default:
			i.found.Public = append(i.found.Public, path)
		}
	}
}
