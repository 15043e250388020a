package reports_test

import (
	"fmt"
	"time"

	"github.com/wxload/wxload/reports"
)

// Two workers of a run are merged and judged.
func Example() {
	first, second := reports.NewRecorder([]string{"home.banner"}), reports.NewRecorder([]string{"home.banner"})
	for range 98 {
		first.Request(0, 50*time.Millisecond)
	}
	second.Request(0, 900*time.Millisecond)
	second.Request(0, 900*time.Millisecond)
	first.Merge(second)

	fast, err := reports.ParseThreshold("p(99) request_duration{name:home.banner} < 800ms")
	if err != nil {
		panic(err)
	}
	r := &reports.Report{
		Scenario: "rush", Wrapper: "reference", DurationMS: 10_000,
		Clients:  reports.Clients{Planned: 100, Started: 100, Finished: 100},
		Requests: reports.Requests{Outcomes: reports.Outcomes{Issued: 100, OK: 100}, Sends: 100},
		Books: reports.CheckBooks(reports.ClientBooks{
			Requests: reports.Outcomes{Issued: 100, OK: 100}, Sends: reports.SendCounts{Sent: 100, Answered: 100},
		}, nil, nil),
	}
	r.Judge(append(reports.DefaultThresholds(), fast), first)
	fmt.Println(r.Verdict, "with exit code", reports.ExitCode(r, false))
	for _, t := range r.Thresholds {
		switch {
		case t.OK == nil:
			fmt.Println("not judged:", t.Expr)
		default:
			fmt.Println(*t.OK, t.Expr)
		}
	}
	// Output:
	// failed with exit code 99
	// true duplicate_logins == 0
	// true hung_requests == 0
	// true defects{severity:high} == 0
	// true request_failed_rate < 1%
	// not judged: login_failed_rate < 1%
	// false p(99) request_duration{name:home.banner} < 800ms
}

// An error says where a threshold is wrong and which word was meant.
func ExampleParseThreshold() {
	_, err := reports.ParseThreshold("request_fail_rate < 1%")
	fmt.Println(err)
	// Output:
	// threshold "request_fail_rate < 1%", column 1: unknown metric "request_fail_rate"; did you mean "request_failed_rate"?
}

// A wrapper that forgets a request, and a mock that nobody can ask.
func ExampleCheckBooks() {
	books := reports.CheckBooks(reports.ClientBooks{Requests: reports.Outcomes{Issued: 10, OK: 9}}, nil, &reports.TargetBooks{})
	fmt.Println(books.Balanced, books.Comparison)
	for _, note := range books.Notes {
		fmt.Println(note)
	}
	// Output:
	// false unknown
	// client requests: issued 10, but ok 9 + rejected 0 + auth failure 0 + http error 0 + empty 0 + hung 0 + open 0 = 9
	// codes of clients and server not compared: there is no mock WeChat to ask
}

// The words for a class of defects.
func ExampleClass() {
	class, known := reports.Class("hung-request")
	fmt.Println(known, class.Severity)
	fmt.Println(class.Sentence)
	// Output:
	// true high
	// A request was never settled: its page waits forever.
}
