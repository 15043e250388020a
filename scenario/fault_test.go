package scenario

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx"
)

func TestFaultsOfAFileBecomeTheMocks(t *testing.T) {
	delay, err := mockwx.ParseLatency("2s")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]mockwx.Fault{
		"{endpoint: login, rate: 1%}":                                  {Endpoint: "login", Rate: 0.01, Errcode: -1},
		"{endpoint: login, rate: 100%, errcode: 45011}":                {Endpoint: "login", Rate: 1, Errcode: 45011},
		"{endpoint: login, rate: 100%, latency: 2s}":                   {Endpoint: "login", Rate: 1, Latency: delay},
		"{endpoint: login, rate: 100%, latency: 2s, body: slow}":       {Endpoint: "login", Rate: 1, Latency: delay, Body: "slow"},
		"{endpoint: token, rate: 100%, status: 429}":                   {Endpoint: "token", Rate: 1, Status: 429},
		"{endpoint: userinfo, rate: 100%, reset: before}":              {Endpoint: "userinfo", Rate: 1, Reset: true},
		"{endpoint: wxa/checksession, rate: 100%, reset: after}":       {Endpoint: "wxa/checksession", Rate: 1, ResetAfter: true},
		"{endpoint: jscode2session, rate: 1, content_type: text/html}": {Endpoint: "jscode2session", Rate: 1, ContentType: "text/html"},
		"{endpoint: phonenumber, rate: 100%, share: 20%, from: 2s, to: 1m, status: 502}": {Endpoint: "phonenumber", Rate: 1, Share: 0.2,
			From: mockwx.Offset(2 * time.Second), To: mockwx.Offset(time.Minute), Status: 502},
	} {
		s, err := Parse("test.yaml", []byte("mock: {faults: ["+text+"]}\nflow: [launch]\n"), Options{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := s.Mock.Faults[0].InMock(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
	}
}

// A file can say whatever the mock can do, but for two: its clients are no users by
// name, and they speak no TLS with the mock.
func TestAFileHasEveryFaultOfTheMock(t *testing.T) {
	keys := keysOf(fieldsOf(reflect.TypeFor[Fault]()))
	keys = append(keys, "users", "tls", "reset_after") // reset: after
	for f := range reflect.TypeFor[mockwx.Fault]().Fields() {
		if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); !slices.Contains(keys, key) {
			t.Errorf("the mock has faults with %s, a file none", key)
		}
	}
}

func TestEveryKeyOfAFaultReachesTheMock(t *testing.T) {
	text := map[string]string{"endpoint": "token", "rate": "50%", "share": "50%", "from": "2s", "to": "3s", "latency": "2s",
		"errcode": "45011", "status": "429", "reset": "after", "body": "truncated", "content_type": "text/html"}
	none := Fault{Endpoint: "login"}.InMock()
	for _, f := range fieldsOf(reflect.TypeFor[Fault]()) {
		fault := Fault{Endpoint: "login"}
		field := reflect.ValueOf(&fault).Elem().FieldByIndex(f.index)
		value, err := scalarOf(field.Type()).parse(text[f.key])
		if err != nil {
			t.Errorf("%s: %v; give it a value here", f.key, err)
			continue
		}
		field.Set(reflect.ValueOf(value).Convert(field.Type()))
		got := fault.InMock()
		if reflect.DeepEqual(got, none) {
			t.Errorf("%s: %s makes no difference to the mock", f.key, text[f.key])
		}
		if err := got.Validate(); err != nil {
			t.Errorf("%s alone: %v", f.key, err)
		}
	}
}

func TestEndpointsOfFaultsAreTheMocks(t *testing.T) {
	for _, f := range fieldsOf(reflect.TypeFor[Fault]()) {
		if f.key != "endpoint" {
			continue
		}
		for _, endpoint := range f.enum {
			if err := (mockwx.Fault{Endpoint: endpoint, Errcode: -1}).Validate(); err != nil {
				t.Error(err)
			}
		}
		unknown := mockwx.Fault{Endpoint: "x"}.Validate().Error()
		if strings.Count(unknown, `"`) != 2*len(f.enum)+2 {
			t.Errorf("a file can name %q, but the mock: %s", f.enum, unknown)
		}
	}
}

func TestRatesOfDifferentTimesDoNotAddUp(t *testing.T) {
	_, err := Parse("test.yaml", []byte(`
mock:
  faults:
    - {endpoint: login, rate: 60%, to: 3s}
    - {endpoint: login, rate: 60%, from: 3s}
    - {endpoint: login, rate: 60%, latency: 1s}
flow: [launch]
`), Options{})
	if err != nil {
		t.Error(err)
	}
}
