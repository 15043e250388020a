package reports

import (
	"encoding/json"
	"testing"
	"time"
)

func TestASeriesCountsEachSecondByItself(t *testing.T) {
	s := NewSeries()
	s.HTTP(10 * time.Millisecond)
	s.Request(30 * time.Millisecond)
	s.Login(40 * time.Millisecond)
	s.Answered(950 * time.Millisecond)
	s.End(time.Second, 4, SeriesCounts{Sends: 3, Answers: 2, Unanswered: 1, RequestsOK: 2, Logins: 1, Defects: 1})
	s.Answered(950 * time.Millisecond) // the last one still
	s.End(3*time.Second, 5, SeriesCounts{Sends: 3, Answers: 2, Unanswered: 1, RequestsOK: 2, Logins: 1, Defects: 1})
	s.HTTP(20 * time.Millisecond)
	s.Answered(3400 * time.Millisecond)
	s.End(3500*time.Millisecond, 0, SeriesCounts{Sends: 10, Answers: 9, Unanswered: 1, RequestsOK: 8, RequestsFailed: 1, Logins: 3, Duplicates: 2, Stale401: 2, Defects: 3})

	got, err := json.Marshal(s.Seconds())
	if err != nil {
		t.Fatal(err)
	}
	const nothing = `"requests_failed":0,"logins":0,"duplicates":0,"concurrent":0,"stale_401":0,"needless":0,"defects":0`
	want := `[{"t_ms":1000,"sends":3,"answers":2,"unanswered":1,"requests_ok":2,"requests_failed":0,"logins":1,"duplicates":0,"concurrent":0,"stale_401":0,"needless":0,"defects":1,"clients":4,"answered_ms":950,` +
		`"http_p50":10,"http_p95":10,"http_p99":10,"request_p50":30,"request_p95":30,"request_p99":30,"login_p50":40,"login_p95":40,"login_p99":40},` +
		`{"t_ms":3000,"sends":0,"answers":0,"unanswered":0,"requests_ok":0,` + nothing + `,"clients":5,"answered_ms":null,` +
		`"http_p50":null,"http_p95":null,"http_p99":null,"request_p50":null,"request_p95":null,"request_p99":null,"login_p50":null,"login_p95":null,"login_p99":null},` +
		`{"t_ms":3500,"sends":7,"answers":7,"unanswered":0,"requests_ok":6,"requests_failed":1,"logins":2,"duplicates":2,"concurrent":0,"stale_401":2,"needless":0,"defects":2,"clients":0,"answered_ms":3400,` +
		`"http_p50":20,"http_p95":20,"http_p99":20,"request_p50":null,"request_p95":null,"request_p99":null,"login_p50":null,"login_p95":null,"login_p99":null}]`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
