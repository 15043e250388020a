package reports

import (
	"strings"
	"testing"
)

// twoTargets is a run with two targets, at one of which logins raced.
func twoTargets() *Report {
	logins := Logins{LoginCounts: LoginCounts{Started: 9, Succeeded: 9}, Justified: 3, Duplicate: Duplicates{Total: 6, Concurrent: 6, Clients: 3}}
	pay := Target{Path: "targets[0]", Host: "https://pay.test", Sends: 12, Answers: 12, Logins: logins, Books: &TargetBooks{Handled: 12}}
	return &Report{
		Targets: []Target{{Path: "target", Host: "embedded", Sends: 7, Answers: 7}, pay},
		Defects: []Defect{{Class: "duplicate-login", Kind: "concurrent", Count: 6, Clients: 3, Targets: map[string]int64{"https://pay.test": 6}}},
	}
}

func TestEveryFormatForPeopleTellsTheTargets(t *testing.T) {
	for _, format := range []string{"console", "markdown", "html", "junit"} {
		var text strings.Builder
		r := twoTargets()
		if err := Write(&text, format, r, nil); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		for _, want := range []string{"https://pay.test", "embedded", "6 by 3 clients: 6 concurrent", "12"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s: no %q", format, want)
			}
		}
	}
}

// Each target is compared with what was sent to it, also where the sums fit.
func TestTheBooksOfEachTargetBalance(t *testing.T) {
	client := ClientBooks{Sends: SendCounts{Sent: 20, Answered: 20}}
	for name, c := range map[string]struct {
		handled [2]int64
		want    string
	}{
		"as sent":             {[2]int64{8, 12}, "balanced"},
		"the other's":         {[2]int64{12, 8}, "unbalanced"},
		"one cannot be asked": {[2]int64{8, -1}, "unknown"},
	} {
		targets := []Target{{Host: "a", Sends: 8, Answers: 8, Books: &TargetBooks{Handled: c.handled[0]}}, {Host: "b", Sends: 12, Answers: 12}}
		if c.handled[1] >= 0 {
			targets[1].Books = &TargetBooks{Handled: c.handled[1]}
		}
		if b := CheckBooksByTarget(client, &MockBooks{}, targets); b.Comparison != c.want || b.Target == nil {
			t.Errorf("%s: %s, %q", name, b.Comparison, b.Notes)
		}
	}
}
