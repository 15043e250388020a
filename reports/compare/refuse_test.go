package compare

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

func TestARunThatSaysNothingIsRefused(t *testing.T) {
	for want, change := range map[string]func(*made){
		"1.wxr: the run was cut off": func(m *made) { m.cut = true },
		"1.wxr: shard 2 of 2 is missing": func(m *made) {
			m.head = func(h *result.Head) { h.Of, h.Shards = 2, []int{1} }
		},
		"1.wxr: the run was interrupted": func(m *made) {
			m.report = func(r *reports.Report) { r.Interrupted = true }
		},
		"1.wxr: the load generator was saturated: it was 97 % busy": func(m *made) {
			m.report = func(r *reports.Report) {
				r.Generator = reports.Generator{Saturated: true, SaturatedBy: "it was 97 % busy"}
			}
		},
		"1.wxr: no request was sent": func(m *made) {
			m.report = func(r *reports.Report) { r.Requests.Outcomes = reports.Outcomes{} }
		},
		"1.wxr: its books do not balance": func(m *made) {
			m.report = func(r *reports.Report) { r.Books.Client.Requests.Issued = 1 }
		},
	} {
		m := usual(1)
		change(&m)
		_, err := m.read(t)
		refused, is := errors.AsType[*RefusedError](err)
		if !is || !strings.HasPrefix(refused.Message, want) || refused.Hint == "" {
			t.Errorf("want %s: %v", want, err)
		}
	}
	_, err := Read("x.wxr", bytes.NewReader([]byte("no result")), false)
	if _, is := errors.AsType[*result.RefusedError](err); !is {
		t.Errorf("of a file that is no result: %v", err)
	}
}

func TestRunsOfOtherThingsAreRefused(t *testing.T) {
	head := func(f func(*result.Head)) func(*made) { return func(m *made) { m.head = f } }
	machine := func(f func(*reports.Machine)) func(*made) {
		return func(m *made) { m.report = func(r *reports.Report) { f(&r.Machine) } }
	}
	for _, c := range []struct {
		name string
		b    func(*made)
		want string // "" where they can be compared
	}{
		{"the same", nil, ""},
		{"another wrapper", head(func(h *result.Head) { h.Wrapper = "template" }), ""},
		{"another name of the scenario", head(func(h *result.Head) { h.Scenario = "store" }), ""},
		{"another workload", head(func(h *result.Head) { h.WorkloadSHA256 = "fedcba9876543210" }),
			"1.wxr and 11.wxr cannot be compared: what they demand of the servers differs (0123456789ab of shop and fedcba987654 of shop)"},
		{"an earlier version, with another configuration", head(func(h *result.Head) { h.WorkloadSHA256 = "" }),
			"1.wxr and 11.wxr cannot be compared: what they demand of the servers differs (config of 1 of shop and config of 11 of shop)"},
		{"an earlier version, with the same", head(func(h *result.Head) { h.WorkloadSHA256, h.ConfigSHA256 = "", "config of 1" }), ""},
		{"another version", head(func(h *result.Head) { h.Tool.Version = "2" }), "1.wxr and 11.wxr cannot be compared: their versions of wxload differ: 1 and 2"},
		{"another processor", machine(func(m *reports.Machine) { m.Arch = "arm64" }),
			"1.wxr and 11.wxr cannot be compared: their kinds of machines differ: linux/amd64, 4 processors, 16 GiB and linux/arm64, 4 processors, 16 GiB"},
		{"more processors", machine(func(m *reports.Machine) { m.CPUs = 8 }),
			"1.wxr and 11.wxr cannot be compared: their kinds of machines differ: linux/amd64, 4 processors, 16 GiB and linux/amd64, 8 processors, 16 GiB"},
		{"a little less memory", machine(func(m *reports.Machine) { *m.MemoryBytes = *m.MemoryBytes * 9 / 10 }), ""},
		{"half the memory", machine(func(m *reports.Machine) { *m.MemoryBytes /= 2 }),
			"1.wxr and 11.wxr cannot be compared: their kinds of machines differ: linux/amd64, 4 processors, 16 GiB and linux/amd64, 4 processors, 8 GiB"},
		{"a Locust run with other clients", func(m *made) {
			m.head = func(h *result.Head) { h.Shards = []int{1, 2} }
			m.report = func(r *reports.Report) { r.Clients.Planned = 40 }
		}, "1.wxr and 11.wxr cannot be compared: they had 0 and 40 clients"},
		{"the same run", func(m *made) { *m = usual(1) }, "1.wxr and 1.wxr are the same run"},
	} {
		_, err := Compare(side(t, 1, 1, nil), side(t, 11, 1, c.b), random())
		switch refused, is := errors.AsType[*RefusedError](err); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (!is || refused.Message != c.want || refused.Hint == ""):
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestASideIsOfOneThing(t *testing.T) {
	a := side(t, 1, 1, nil)
	other := func(change func(*result.Head)) []*Run {
		return append(side(t, 11, 1, nil), side(t, 12, 1, func(m *made) { m.head = change })...)
	}
	for want, b := range map[string][]*Run{
		"11.wxr and 12.wxr are on one side, with the wrappers reference and template": other(func(h *result.Head) { h.Wrapper = "template" }),
		"11.wxr and 12.wxr are on one side, and were asked for other things":          other(func(h *result.Head) { h.Seed = 11 }),
		"there are 1 runs on one side and 0 on the other":                             nil,
	} {
		if _, err := Compare(a, b, random()); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
