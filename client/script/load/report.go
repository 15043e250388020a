package load

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/script/engine"
)

// File is a file that was read.
type File struct {
	Path string
	Size int64
	sum  [sha256.Size]byte
}

func fileOf(path, text string) File { return File{path, int64(len(text)), sha256.Sum256([]byte(text))} }

// Files are all that were read so far, modules and settings, in the order of their
// paths.
func (p *Project) Files() []File {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := slices.Clone(p.settings)
	for _, m := range p.loaded {
		if m.file.Path != "" {
			all = append(all, m.file)
		}
	}
	slices.SortFunc(all, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// Hash is the SHA-256, in hex, of the paths and contents of all files that New
// read. What is required by a computed name later does not change it.
func (p *Project) Hash() string { return p.hash }

func (p *Project) sum() string {
	h := sha256.New()
	for _, f := range p.Files() {
		h.Write([]byte(f.Path))
		h.Write([]byte{0})
		h.Write(f.sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Warnings are all so far, in the order of their places.
func (p *Project) Warnings() []Warning {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := slices.Clone(p.warnings)
	for _, m := range p.loaded {
		all = append(all, m.warnings...)
		if m.err != nil {
			all = append(all, failure(m.id, m.err))
		}
	}
	slices.SortStableFunc(all, func(a, b Warning) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Text, b.Text))
	})
	return fold(all)
}

// fold keeps the first warning about each npm package that is missing, and says
// how many others there are.
func fold(all []Warning) []Warning {
	places := map[string]int{}
	for _, w := range all {
		places[w.missing]++
	}
	kept := all[:0]
	for _, w := range all {
		if n := places[w.missing]; w.missing != "" {
			if n == 0 {
				continue
			}
			places[w.missing] = 0
			if n > 1 {
				w.Text += fmt.Sprintf("; %d places ask for %s", n, w.missing)
			}
		}
		kept = append(kept, w)
	}
	return kept
}

// failure is the warning of a module that cannot be loaded.
func failure(id string, err error) Warning {
	var broken *engine.Error
	if errors.As(err, &broken) {
		return Warning{Place: broken.Place, Text: broken.Text}
	}
	return Warning{Place: engine.Place{File: id}, Text: err.Error()}
}
