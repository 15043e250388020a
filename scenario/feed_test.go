package scenario

import (
	"strings"
	"testing"
)

const fedFlow = `
clients: {count: 3, feed: FEED}
wrapper: {header: {X-Tenant: "{{feed.tenant}}"}}
target: {login: {body: {phone: "{{feed.phone}}"}}}
flow: [launch, {page: home, requests: ["me GET /me?p={{feed.phone}}"]}]
`

// fed reads a scenario and its feed, and checks it against that.
func fed(t *testing.T, feed, rows string) (*Scenario, error) {
	t.Helper()
	s, err := Parse("test.yaml", []byte(strings.Replace(fedFlow, "FEED", feed, 1)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Clients.Feed.Read(strings.NewReader(rows), s.Clients.Count); err != nil {
		return nil, err
	}
	return s, s.Validate(Options{})
}

func TestEachClientHasARowOfTheFeed(t *testing.T) {
	for name, c := range map[string]struct{ feed, rows string }{
		"CSV":                     {"users.csv", "phone,tenant\n1,a\n2,b\n3,c\n4,d\n"},
		"CSV of a spreadsheet":    {"USERS.CSV", "\ufeffphone, tenant \r\n1,a\r\n\"2\",b\r\n3,c\r\n"},
		"JSON lines":              {"users.jsonl", "{\"phone\":1,\"tenant\":\"a\"}\n\n{\"tenant\":\"b\",\"phone\":\"2\"}\n{\"phone\":\"3\",\"tenant\":\"c\"}"},
		"rows from the beginning": {"{file: users.csv, recycle: true}", "tenant,phone\na,1\nb,2\n"},
	} {
		s, err := fed(t, c.feed, c.rows)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, user := range []string{User(1), User(2), User(3), "replay-1"} {
			phone, _, _ := s.FeedRow(user).Get("phone")
			tenant, _, _ := s.FeedRow(user).Get("tenant")
			got = append(got, phone+tenant)
		}
		want := "1a 2b 3c 1a"
		if s.Clients.Feed.Recycle {
			want = "1a 2b 1a 1a"
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: rows %v, want %s", name, got, want)
		}
	}
}

func TestAFeedThatDoesNotFitIsToldBeforeTheRun(t *testing.T) {
	for name, c := range map[string]struct{ feed, rows, want string }{
		"too few rows":     {"users.csv", "phone,tenant\n1,a\n2,b\n", "clients.feed: users.csv has 2 rows for 3 clients; add rows, or write {file: users.csv, recycle: true}"},
		"no such column":   {"users.csv", "phones,tenant\n1,a\n2,b\n3,c\n", `no column "phone"; did you mean "phones"?`},
		"a row without it": {"users.jsonl", "{\"phone\":1,\"tenant\":2}\n{\"phone\":1}\n{}\n", `row 2 of users.jsonl has nothing at "tenant"`},
		"no rows":          {"users.csv", "phone,tenant\n", "the file has no rows"},
		"nothing":          {"users.csv", "", "the file is empty"},
		"another kind":     {"users.xlsx", "PK", "expected a file that ends in .csv or .jsonl"},
		"a ragged row":     {"users.csv", "phone,tenant\n1,a\n2\n", "line 3: wrong number of fields"},
		"a column twice":   {"users.csv", "phone,phone\n", `the first row names the columns, each once: column 2 is "phone"`},
		"another encoding": {"users.csv", "phone,tenant\n1,\xc9\xcf\xba\xa3\n", "line 2 is not UTF-8; save the file as CSV UTF-8"},
		"no JSON":          {"users.jsonl", "{\"phone\":1}\n[1]\n", "line 2: expected a JSON object"},
	} {
		_, err := fed(t, c.feed, c.rows)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestAFeedKeepsNoMoreThanItMay(t *testing.T) {
	f := Feed{File: "users.csv"}
	if err := f.Read(strings.NewReader("a\n"+strings.Repeat("1\n", 1000)), 10); err != nil || len(f.rows) != 10 {
		t.Errorf("%d rows, %v, want those of the clients", len(f.rows), err)
	}
	l := limited{strings.NewReader("12345678"), 4}
	p := make([]byte, 8)
	if n, err := l.Read(p); n != 4 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if _, err := l.Read(p); err == nil || !strings.Contains(err.Error(), "more than 128 MB") {
		t.Errorf("error %v", err)
	}
}
