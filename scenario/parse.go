package scenario

import (
	"path"
	"reflect"
	"regexp"
	"strings"
)

// Options are what the reader of a scenario has to be told.
type Options struct {
	// Wrappers are the wrappers that there are: for each id the shape of the backend
	// that it was written for, a word of target.shape. Nil accepts any id, with the
	// shape flyjs; so does the path of a user's own code, see [IsPath].
	Wrappers map[string]string
	// Offline tells that nothing will be sent: a mock elsewhere need not do then what
	// only the embedded one can.
	Offline bool
	// Wrapper, if set, is in the place of what the file says in wrapper.id.
	Wrapper string
}

// Parse reads a scenario from the content of a YAML file. File is its name for
// messages. An error is [Problems]: all that is wrong with the file, found
// without any access to the network.
func Parse(file string, data []byte, opt Options) (*Scenario, error) {
	body, syntax := parseSource(data)
	if syntax != nil {
		return nil, Problems{{file, syntax.at.line, syntax.at.column, "", syntax.message}}
	}
	s := newScenario()
	d := &decoder{file: file, places: map[string]position{}, broken: map[string]bool{}}
	d.group("", body, field{}, reflect.ValueOf(s).Elem())
	if opt.Wrapper != "" {
		s.Wrapper.ID = opt.Wrapper
	}
	d.finish(s)
	c := &checker{s: s, opt: opt, decoder: d}
	c.all()
	if err := append(d.problems, c.problems...).sorted(); err != nil {
		return nil, err
	}
	return s, nil
}

// Validate checks a scenario that was changed after it was read, or made by a
// program. The error is [Problems] without places.
func (s *Scenario) Validate(opt Options) error {
	c := &checker{s: s, opt: opt}
	c.all()
	return c.problems.sorted()
}

// newScenario returns a scenario with the defaults of all fields.
func newScenario() *Scenario {
	s := new(Scenario)
	setDefaults(reflect.ValueOf(s).Elem())
	return s
}

// finish fills in what follows from other parts of the file.
func (d *decoder) finish(s *Scenario) {
	if s.Name == "" {
		base := path.Base(strings.ReplaceAll(d.file, `\`, "/"))
		s.Name = strings.TrimSuffix(strings.TrimSuffix(base, ".yaml"), ".yml")
	}
	eachStep("flow", s.Flow, func(path string, step *Step) {
		if step.Kind == "" {
			d.stepKind(path, step)
		}
		switch step.Kind {
		case StepProfile:
			d.post(path, step, step.Profile)
		case StepLogout:
			d.post(path, step, step.Logout)
		case StepUpload, StepDownload:
			d.transfer(path, step)
		default: // has its requests in the file, if any
		}
	})
	s.eachRequest(func(path string, r *Request) {
		if r.Name == "" {
			r.Name = placeholder().ReplaceAllString(r.Path, "*")
		}
		if !d.given(path+".identity") && (r.Transfer == nil || r.Identity) {
			r.Identity = !s.whitelisted(s.pathAt(r.Path))
		}
	})
}

// placeholder is what stands for a value of a client or a call.
func placeholder() *regexp.Regexp { return regexp.MustCompile(`\{\{[^{}]*\}\}`) }

// stepKind finds which step a mapping is by the keys that it has.
func (d *decoder) stepKind(path string, step *Step) {
	var kinds []string
	for _, kind := range stepWords() {
		if d.given(member(path, kind)) || d.broken[member(path, kind)] {
			kinds = append(kinds, kind)
		}
	}
	switch {
	case len(kinds) == 1:
		step.Kind = StepKind(kinds[0])
	case len(kinds) > 1:
		d.fail(d.place(path), path, "%s are different steps; begin each with its own \"- \"", strings.Join(kinds, " and "))
	case d.given(path+".requests") || d.given(path+".detach"):
		d.fail(d.place(path), path, "requests and detach belong to a page; add \"page: NAME\"")
	case !d.isBroken(path):
		d.fail(d.place(path), path, "expected a step: %s", oneOf(stepWords()))
	}
}

// post makes the request of a step that sends one to a path, unless that is none.
func (d *decoder) post(path string, step *Step, to string) {
	if len(step.Requests) > 0 || step.Detach {
		d.fail(d.place(path), path, "requests and detach belong to a page; begin it with its own \"- \"")
	}
	step.Detach, step.Requests = false, nil
	if formatProblem("path or url", to) == "" {
		step.Requests = []Request{postTo(to)}
	}
}

// whitelisted reports a path that needs no token. As in the documents, an
// absolute URL is not on the list, and a prefix is enough.
func (s *Scenario) whitelisted(path string) bool {
	for _, prefix := range s.Wrapper.Whitelist {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// IsPath reports whether a wrapper's id is the path of a user's own code: it has a
// slash, or ends as JavaScript and TypeScript do.
func IsPath(id string) bool { return strings.ContainsAny(id, `/\`) || isCode(id) }

// IsApp reports whether a wrapper's id is the path of a whole mini program: of a folder.
func IsApp(id string) bool { return IsPath(id) && !isCode(id) }

func isCode(id string) bool {
	switch path.Ext(id) {
	case ".js", ".mjs", ".cjs", ".ts":
		return true
	}
	return false
}
