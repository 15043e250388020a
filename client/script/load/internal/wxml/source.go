package wxml

import (
	"path"
	"strings"
)

// Files reads a file of a mini program by its path; false where it is not there.
type Files func(path string) (text string, found bool)

// maxSources bounds the files that one template consists of.
const maxSources = 100

// source is one file of a template: the page's own, or one that is imported.
type source struct {
	path      string
	roots     []*element
	templates []*element // those that it defines
	scripts   []script
	asked     []string  // the paths that it imports
	imports   []*source // what is there of them
}

// script is a module of WXS that a file uses.
type script struct {
	name string // by which its expressions name it
	from string // the path of its file; empty where text is it
	text string
}

// reader reads the files of a template.
type reader struct {
	files   Files
	sources []*source
	count   int // of the files so far, included ones too
	// seen is told of each element, in the order of the files.
	seen func(*element)
}

// all reads a file, and then those that it imports, and so on.
func (r *reader) all(at, text string) []*source {
	r.add(at, text)
	for i := 0; i < len(r.sources); i++ {
		s := r.sources[i]
		for _, name := range s.asked {
			if imported := r.source(name); imported != nil {
				s.imports = append(s.imports, imported)
			}
		}
	}
	return r.sources
}

func (r *reader) add(at, text string) *source {
	s := &source{path: at}
	r.sources = append(r.sources, s)
	r.count++
	s.roots = r.gather(s, at, parse(text), false)
	return s
}

// source is the file at a path, read once; nil where it is not there.
func (r *reader) source(name string) *source {
	for _, s := range r.sources {
		if s.path == name || s.path == name+".wxml" {
			return s
		}
	}
	at, text, found := r.text(name)
	if !found {
		return nil
	}
	return r.add(at, text)
}

// text reads the file of a name, which may lack the suffix.
func (r *reader) text(name string) (at, text string, found bool) {
	for _, at := range []string{name, name + ".wxml"} {
		if r.count < maxSources {
			if text, found := r.files(at); found {
				return at, text, true
			}
		}
	}
	return "", "", false
}

// gather takes out of a list what is not drawn where it stands, and puts in what is
// included. Of an included file neither the templates nor the WXS count.
func (r *reader) gather(s *source, at string, list []*element, included bool) []*element {
	var drawn []*element
	for _, e := range list {
		r.seen(e)
		from, _ := e.attribute("src")
		switch _, defines := e.attribute("name"); {
		case e.tag == "wxs":
			if name, is := e.attribute("module"); is && !included {
				s.scripts = append(s.scripts, script{name, from, e.text})
			}
			continue
		case e.tag == "import":
			s.asked = append(s.asked, beside(at, from))
			continue
		case e.tag == "include":
			e.children = r.included(s, beside(at, from))
		case e.tag == "template" && defines:
			e.children = r.gather(s, at, e.children, included)
			if !included {
				s.templates = append(s.templates, e)
			}
			continue
		default:
			e.children = r.gather(s, at, e.children, included)
		}
		drawn = append(drawn, e)
	}
	return drawn
}

// included is what a file has that another includes.
func (r *reader) included(s *source, name string) []*element {
	at, text, found := r.text(name)
	if !found {
		return nil
	}
	r.count++ // a file that includes itself comes to an end, too
	return r.gather(s, at, parse(text), true)
}

// beside is the path of a file that another names: from it, or from the root.
func beside(at, name string) string {
	if strings.HasPrefix(name, "/") {
		return strings.TrimPrefix(path.Clean(name), "/")
	}
	return path.Join(path.Dir(strings.Split(at, "#")[0]), name)
}
