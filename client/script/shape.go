package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// shape is how a page's call is made: which function of which module, and what its
// arguments are.
type shape struct {
	file   string
	owner  []string          // the way from the module's exports to the object that has the functions
	class  bool              // the owner is a class, of which each app makes one object
	name   string            // of the function in the owner; empty where the owner is the function
	verbs  bool              // the functions are the owner's get, post and the like, by the call's method
	params map[string][]role // of the functions, by name
}

// role is what a parameter takes.
type role uint8

const (
	unknown      role = iota
	callRole          // an object with all of it
	callBothRole      // such an object, with functions success and fail in it
	urlRole           // a path
	dataRole          // data
	methodRole        // a method
	headerRole        // an object of header lines
	optionsRole       // an object with what else there is
	successRole       // a function that gets the answer
	failRole          // a function that gets the reason
	bothRole          // an object of both
)

// roles by the names that parameters have.
var roleNames = map[string]role{
	"url": urlRole, "path": urlRole, "api": urlRole, "uri": urlRole, "endpoint": urlRole, "requesturl": urlRole, "apiurl": urlRole, "action": urlRole,
	"data": dataRole, "params": dataRole, "param": dataRole, "body": dataRole, "query": dataRole, "payload": dataRole, "postdata": dataRole,
	"method": methodRole, "type": methodRole, "httpmethod": methodRole, "requestmethod": methodRole,
	"header": headerRole, "headers": headerRole,
	"options": optionsRole, "option": optionsRole, "config": optionsRole, "opts": optionsRole, "opt": optionsRole, "conf": optionsRole, "settings": optionsRole, "args": optionsRole,
	"call": callRole, "req": callRole, "request": callRole, "requestoptions": callRole, "requestconfig": callRole,
	"success": successRole, "callback": successRole, "cb": successRole, "onsuccess": successRole, "dosuccess": successRole, "successcallback": successRole,
	"fail": failRole, "error": failRole, "onfail": failRole, "onerror": failRole, "dofail": failRole, "failcallback": failRole, "errorcallback": failRole, "errcallback": failRole,
	"callbacks": bothRole, "handlers": bothRole,
}

// rolesOf reads the parameters of a function from its text.
func rolesOf(name, text string, length int) []role {
	list, body := parameters(text)
	if list == nil {
		return usualRoles(name, length)
	}
	roles := make([]role, len(list))
	known := false
	for i, p := range list {
		roles[i] = roleOf(p, i)
		known = known || roles[i] != unknown
	}
	if takesAll(list[0], body) && (len(list) == 1 || !slices.Contains(roles, urlRole)) {
		roles[0], known = objectRole(list[0], body), true
	}
	if !known || roles[0] == unknown {
		return usualRoles(name, len(list))
	}
	return roles
}

// objectRole is that of an object, which may have callbacks in it.
func objectRole(parameter, body string) role {
	if strings.HasPrefix(parameter, "{") && strings.Contains(parameter, "success") || strings.Contains(body, plainName(parameter)+".success") {
		return callBothRole
	}
	return callRole
}

// plainName is the name of a parameter, without its default.
func plainName(parameter string) string {
	p, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(parameter), "..."), "=")
	return strings.TrimSpace(p)
}

// usualRoles are those of functions whose parameters have no telling names.
func usualRoles(name string, length int) []role {
	if slices.Contains(verbs, name) {
		return []role{urlRole, dataRole}
	}
	if length == 1 {
		return []role{callRole}
	}
	return []role{urlRole, dataRole, methodRole}
}

func roleOf(parameter string, place int) role {
	switch {
	case !strings.HasPrefix(parameter, "{"):
		return roleNames[strings.ToLower(strings.Trim(plainName(parameter), "_$"))]
	case place == 0:
		return callRole
	case strings.Contains(parameter, "success") || strings.Contains(parameter, "fail"):
		return bothRole
	default:
		return optionsRole
	}
}

// takesAll reports whether a first parameter is an object with all of a request:
// it is taken apart, its url is asked for, or it is passed on.
func takesAll(parameter, body string) bool {
	if strings.HasPrefix(parameter, "{") {
		return true
	}
	p := plainName(parameter)
	if roleNames[strings.ToLower(p)] == urlRole {
		return false
	}
	return strings.Contains(body, p+".url") || strings.Contains(body, "..."+p) || strings.Contains(body, "} = "+p) ||
		strings.Contains(body, "}="+p) || strings.Contains(body, p+".method") || strings.Contains(body, ".request("+p+")") || roleNames[strings.ToLower(p)] != unknown
}

// verbNames are functions for one method each.
var verbNames = map[string][]string{"GET": {"get"}, "POST": {"post"}, "PUT": {"put"}, "DELETE": {"delete", "del"}, "PATCH": {"patch"}}

// verbs are the names of those functions.
var verbs = []string{"get", "post", "put", "delete", "del", "patch"}

// parameters are those of a function, from its text, and its body; nil where it
// has no text, as bound functions have none.
func parameters(text string) (list []string, body string) {
	if strings.Contains(text, "[native code]") {
		return nil, ""
	}
	text = strings.TrimSpace(text)
	text = strings.TrimSpace(strings.TrimPrefix(text, "async "))
	if arrow := strings.Index(text, "=>"); arrow > 0 && isName(strings.TrimSpace(text[:arrow])) {
		return []string{strings.TrimSpace(text[:arrow])}, text[arrow:]
	}
	from := strings.IndexByte(text, '(')
	if from < 0 {
		return nil, ""
	}
	depth, start := 0, from+1
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			depth--
			if depth == 0 {
				if p := strings.TrimSpace(text[start:i]); p != "" {
					list = append(list, p)
				}
				return list, text[i:]
			}
		case ',':
			if depth == 1 {
				list = append(list, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return nil, ""
}

func isName(s string) bool {
	return s != "" && !strings.ContainsAny(s, " ()[]{},='\"`;")
}

// words is the shape as it is told: "api.post(url, data)".
func (s *shape) words() string {
	names := map[role]string{unknown: "…", callRole: "{url, …}", callBothRole: "{url, success, fail, …}", urlRole: "url", dataRole: "data", methodRole: "method", headerRole: "header",
		optionsRole: "options", successRole: "success", failRole: "fail", bothRole: "{success, fail}"}
	name := s.name
	if s.verbs {
		name = s.firstVerb()
	}
	var params []string
	for _, r := range s.params[name] {
		params = append(params, names[r])
	}
	way := append(slices.Clone(s.owner), name)
	if s.class && len(s.owner) > 0 {
		way[0] = "new " + way[0]
	}
	way = slices.DeleteFunc(way, func(s string) bool { return s == "" })
	if len(way) == 0 {
		way = []string{"module.exports"}
	}
	return strings.Join(way, ".") + "(" + strings.Join(params, ", ") + ")"
}

func (s *shape) firstVerb() string {
	for _, name := range verbs {
		if _, has := s.params[name]; has {
			return name
		}
	}
	return ""
}

// function is the name of the function for a method.
func (s *shape) function(method string) string {
	if !s.verbs {
		return s.name
	}
	for _, name := range verbNames[method] {
		if _, has := s.params[name]; has {
			return name
		}
	}
	return s.firstVerb()
}

// callable reports whether a value is a function.
func callable(v goja.Value) bool {
	_, is := goja.AssertFunction(v)
	return is
}

// callsBack reports whether a function tells its end by callbacks.
func (s *shape) callsBack(name string) bool {
	return hasCallback(s.params[name])
}
