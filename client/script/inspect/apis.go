package inspect

import (
	"maps"
	"regexp"
	"slices"

	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wx"
)

var memberOfWX = regexp.MustCompile(`\bwx\.([a-z]\w+)\s*\(`)

// read takes over what a survey has seen besides the login.
func (f *Found) read(in *inspection, r *run) {
	for _, name := range slices.Sorted(maps.Keys(r.apis)) {
		if r.apis[name] {
			f.APIs.Stubbed = append(f.APIs.Stubbed, "wx."+name)
		} else {
			f.APIs.True = append(f.APIs.True, "wx."+name)
		}
	}
	for _, file := range in.files {
		for _, m := range memberOfWX.FindAllStringSubmatch(file.text, -1) {
			if name := "wx." + m[1]; !platform.Has(m[1]) && !slices.Contains(f.APIs.Missing, name) {
				f.APIs.Missing = append(f.APIs.Missing, name)
			}
		}
	}
	slices.Sort(f.APIs.Missing)
	logins := map[int]int{}
	codes := 0
	for _, d := range r.deeds {
		if d.kind == wx.LoginCall {
			codes++
			logins[d.step]++
			f.Storms = f.Storms || logins[d.step] > 20
		}
	}
	carried := map[string]bool{}
	for _, s := range r.sends {
		for _, c := range s.carried {
			if c.code() {
				carried[c.text] = true
			}
		}
	}
	f.Strays = codes - len(carried)
	f.Hosts = append(f.Hosts, r.hosts()...)
	for _, err := range r.errs {
		f.Errors = append(f.Errors, err.Error())
	}
	slices.Sort(f.Errors)
	f.Errors = slices.Compact(f.Errors)
}
