package reports

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// balancedBooks are books that balance, with failures and losses of each sort.
func balancedBooks() (ClientBooks, *MockBooks, *TargetBooks) {
	return ClientBooks{
			Requests:  Outcomes{Issued: 36, OK: 8, Rejected: 7, AuthFailure: 6, HTTPError: 5, Empty: 4, Hung: 3, Open: 3},
			Logins:    LoginCounts{Started: 10, Succeeded: 4, Failed: 3, Abandoned: 2, Running: 1},
			Refreshes: LoginCounts{Started: 7, Succeeded: 4, Failed: 3}, RefreshSends: 6,
			Sends: SendCounts{Sent: 60, Answered: 50, Failed: 8, InFlight: 2},
			Codes: CodeCounts{Received: 9, Lost: 2},
		},
		&MockBooks{CodesIssued: 10, CodesUsed: 6, CodesExpired: 3, CodesUnused: 1},
		&TargetBooks{Handled: 55, Refreshes: 5, RefreshesRefused: 1}
}

func TestBooksWithExplainedDifferencesBalance(t *testing.T) {
	got := CheckBooks(balancedBooks())
	if !got.Balanced || got.Comparison != "balanced" || len(got.Notes) != 0 {
		t.Errorf("got %+v", got)
	}
}

// Each case changes one count of balanced books.
func TestEachFailedEquationLeavesANoteWithBothSides(t *testing.T) {
	tests := []struct {
		name       string
		change     func(*ClientBooks, *MockBooks, *TargetBooks)
		comparison string
		want       string
	}{
		{"a request is lost", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Requests.OK-- }, "balanced",
			"client requests: issued 36, but ok 7 + rejected 7 + auth failure 6 + http error 5 + empty 4 + hung 3 + open 3 = 35"},
		{"a request is settled twice", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Requests.Rejected++ }, "balanced",
			"client requests: issued 36, but"},
		{"a login is lost", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Logins.Running = 0 }, "balanced",
			"client logins: started 10, but succeeded 4 + failed 3 + abandoned 2 + running 0 = 9"},
		{"a refresh is lost", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Refreshes.Failed = 2 }, "balanced",
			"client refreshes: started 7, but succeeded 4 + failed 2 + abandoned 0 + running 0 = 6"},
		{"a token of a refresh comes from nowhere", func(_ *ClientBooks, _ *MockBooks, d *TargetBooks) { d.Refreshes = 3 }, "unbalanced",
			"refreshes that brought clients a token 4 exceed refreshes answered with a token by the target 3 by 1"},
		{"a refresh was never sent", func(_ *ClientBooks, _ *MockBooks, d *TargetBooks) { d.Refreshes = 7 }, "unbalanced",
			"refreshes answered with a token by the target 7 exceed refresh POSTs of clients, and what the platform sent again 6 by 1"},
		{"a send is lost", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Sends.Failed-- }, "balanced",
			"client sends: sent 60, but answered 50 + failed 7 + in flight 2 = 59"},
		{"a code is lost", func(_ *ClientBooks, m *MockBooks, _ *TargetBooks) { m.CodesUnused = 0 }, "balanced",
			"mock codes: handed out 10, but used 6 + expired 3 + unused 0 = 9"},
		{"a code comes from nowhere", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Codes.Received = 11 }, "unbalanced",
			"codes received by clients 11 exceed codes handed out by the mock 10 by 1"},
		{"a code reached nobody", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Codes.Lost = 0 }, "unbalanced",
			"codes handed out by the mock 10 exceed wx.login calls answered or lost 9 by 1"},
		{"an answer comes from nowhere", func(_ *ClientBooks, _ *MockBooks, d *TargetBooks) { d.Handled = 48 }, "unbalanced",
			"answers seen by clients 50 exceed requests handled by the target 48 by 2"},
		{"the transport sent again", func(_ *ClientBooks, _ *MockBooks, d *TargetBooks) { d.Handled = 61 }, "unbalanced",
			"requests handled by the target 61 exceed sends of clients 60 by 1"},
		{"a count is negative", func(c *ClientBooks, _ *MockBooks, _ *TargetBooks) { c.Sends.Failed, c.Sends.InFlight = 12, -2 }, "balanced",
			"client sends: sent 60, but answered 50 + failed 12 + in flight -2 = 60"},
	}
	for _, tt := range tests {
		client, mock, target := balancedBooks()
		tt.change(&client, mock, target)
		got := CheckBooks(client, mock, target)
		if got.Balanced || got.Comparison != tt.comparison || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], tt.want) {
			t.Errorf("%s: got balanced %t, comparison %s, notes %q", tt.name, got.Balanced, got.Comparison, got.Notes)
		}
	}
}

func TestEveryFailedEquationIsNoted(t *testing.T) {
	got := CheckBooks(ClientBooks{Requests: Outcomes{Issued: 1}, Logins: LoginCounts{Started: 1}, Sends: SendCounts{Sent: 1, Answered: 5}, Codes: CodeCounts{Received: 2}},
		&MockBooks{CodesIssued: 1}, &TargetBooks{Handled: 3})
	if got.Balanced || len(got.Notes) != 7 {
		t.Errorf("%d notes, want 7: %q", len(got.Notes), got.Notes)
	}
}

func TestBooksThatCannotBeComparedAreUnknownWithTheReason(t *testing.T) {
	client, mock, target := balancedBooks()
	amnesia := &TargetBooks{Handled: 3, LostMemory: "killed without a state file"}
	forgetful := &MockBooks{CodesIssued: 1, CodesUsed: 1, LostMemory: "restarted at 12 s"}
	for _, tt := range []struct {
		name   string
		mock   *MockBooks
		target *TargetBooks
		notes  []string
	}{
		{"no target to ask", mock, nil, []string{"sends of clients and server not compared: the target keeps no books that wxload can read"}},
		{"no mock to ask", nil, target, []string{"codes of clients and server not compared: there is no mock WeChat to ask"}},
		{"target lost its memory", mock, amnesia, []string{"sends of clients and server not compared: killed without a state file"}},
		{"mock lost its memory", forgetful, target, []string{"codes of clients and server not compared: restarted at 12 s"}},
	} {
		got := CheckBooks(client, tt.mock, tt.target)
		if !got.Balanced || got.Comparison != "unknown" || !slices.Equal(got.Notes, tt.notes) {
			t.Errorf("%s: got balanced %t, comparison %s, notes %q", tt.name, got.Balanced, got.Comparison, got.Notes)
		}
	}
}

func TestLostMemoryHidesNoFailedEquation(t *testing.T) {
	client, mock, target := balancedBooks()
	mock.CodesIssued = 8
	target.LostMemory = "killed"
	got := CheckBooks(client, mock, target)
	if got.Balanced || got.Comparison != "unbalanced" || len(got.Notes) != 3 {
		t.Errorf("got balanced %t, comparison %s, notes %q", got.Balanced, got.Comparison, got.Notes)
	}
}

// A target that answers or drops each send, and clients that see or miss each
// answer, give books that balance; whatever else is then changed by one is noticed.
func TestBooksOfAnySimulatedRunBalance(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		var client ClientBooks
		var target TargetBooks
		for range random.IntN(100) {
			client.Sends.Sent++
			reached := random.IntN(4) > 0
			if reached {
				target.Handled++
			}
			switch {
			case reached && random.IntN(4) > 0:
				client.Sends.Answered++
			case random.IntN(2) > 0:
				client.Sends.Failed++
			default:
				client.Sends.InFlight++
			}
			if random.IntN(8) == 0 { // the network did it twice, and the server may have seen that
				client.Sends.Resent++
				target.Handled += random.Int64N(2)
			}
		}
		if got := CheckBooks(client, &MockBooks{}, &target); !got.Balanced || len(got.Notes) > 0 {
			t.Fatalf("%+v and %+v: %q", client, target, got.Notes)
		}
		client.Sends.Failed++
		if CheckBooks(client, &MockBooks{}, &target).Balanced {
			t.Fatalf("%+v: a send too many was not noticed", client)
		}
	}
}
