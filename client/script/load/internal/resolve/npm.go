package resolve

import (
	"path"
	"strings"
)

// npm finds a package's file in the folders of npm from dir upwards.
func (s *search) npm(dir, name, sub string) (string, bool) {
	for {
		for _, holder := range []string{"miniprogram_npm", "node_modules"} {
			if path.Base(dir) == holder {
				continue
			}
			if id, found := s.held(path.Join(dir, holder, name), sub); found {
				return id, true
			}
		}
		if dir == "." {
			break
		}
		dir = path.Dir(dir)
	}
	if s.pkg == "" {
		if s.r.config.MiniProgram {
			s.tried = append(s.tried, path.Join(s.r.config.App, "miniprogram_npm", name))
		}
		s.tried = append(s.tried, "node_modules/"+name)
	}
	return "", false
}

// held finds a file of the package that may be at base.
func (s *search) held(base, sub string) (string, bool) {
	at := s.r.tree.at(base)
	if at.kind == folder {
		s.pkg = at.path
		return s.inside(at.path, sub)
	}
	s.note(base, at)
	if sub == "" {
		// WeChat's tool builds a package of one file as a file.
		return s.exact(base + ".js")
	}
	return "", false
}

// packageOf cuts a request into the package and what is asked for in it.
func packageOf(request string) (name, sub string) {
	parts := strings.SplitN(request, "/", 3)
	n := 1
	if strings.HasPrefix(request, "@") && len(parts) > 1 {
		n = 2
	}
	name = strings.Join(parts[:n], "/")
	return name, strings.TrimPrefix(request[len(name):], "/")
}

// inside finds a file of a package. What the package has for mini programs
// comes first, then what its exports say.
func (s *search) inside(base, sub string) (string, bool) {
	p := s.r.packages.at(base)
	if dist := s.dist(base, p); dist != "" {
		if id, found := s.file(path.Join(dist, sub)); found {
			return id, true
		}
	}
	if target, listed := p.export(sub); listed {
		if id, found := s.file(path.Join(base, target)); found {
			return s.substituted(id, true)
		}
	}
	if sub != "" {
		return s.substituted(s.file(path.Join(base, sub)))
	}
	return s.substituted(s.folder(base))
}

// dist is the folder that WeChat's tool takes for a package: the one named
// miniprogram, else miniprogram_dist.
func (s *search) dist(base string, p *manifest) string {
	if p.Miniprogram != "" {
		return path.Join(base, p.Miniprogram)
	}
	if d := path.Join(base, "miniprogram_dist"); s.r.tree.isFolder(d) {
		return d
	}
	return ""
}

// replaced is what the package of the file puts in the place of a module that it
// names.
func (s *search) replaced(request string) (string, bool) {
	if !inPackage(s.from) || strings.HasPrefix(request, ".") {
		return "", false
	}
	base := s.r.packages.around(s.from)
	to, is := s.r.packages.at(base).substitute(request)
	switch {
	case !is:
		return "", false
	case to == "":
		return Empty, true
	case strings.HasPrefix(to, "."):
		return s.file(path.Join(base, to))
	}
	s.request = to
	return "", false
}

// substituted is what the package of a file puts in the place of it.
func (s *search) substituted(id string, found bool) (string, bool) {
	if !found || !inPackage(id) {
		return id, found
	}
	base := s.r.packages.around(id)
	to, is := s.r.packages.at(base).substitute("./" + strings.TrimPrefix(id, base+"/"))
	switch {
	case !is:
		return id, true
	case to == "":
		return Empty, true
	}
	return s.file(path.Join(base, to))
}
