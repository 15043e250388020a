package scenario_test

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario"
)

func workload(t *testing.T, text string) string {
	t.Helper()
	s, err := scenario.Parse("shop.yaml", []byte(text), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	hash, err := s.Workload()
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestAWorkloadIsTheSameBeforeAndAfterAChangeOfTheSubject(t *testing.T) {
	const target = "name: shop\ntarget: {url: 'http://127.0.0.1:3000'}"
	embedded := workload(t, fingerprinted)
	elsewhere := workload(t, strings.Replace(fingerprinted, "name: shop", target, 1))
	if len(embedded) != 64 || embedded == elsewhere {
		t.Fatalf("%q and, with a target elsewhere, %q", embedded, elsewhere)
	}
	for _, c := range []struct {
		name, old, new string
		same           string // the workload that it is, "" for another one
	}{
		{"another name", "name: shop", "name: store", embedded},
		{"another seed", "name: shop", "name: shop\nseed: 2", embedded},
		{"another wrapper", "wrapper: {", "wrapper: {id: template, ", embedded},
		{"another header", "x-app: one", "x-app: two", embedded},
		{"another threshold", "800ms", "900ms", embedded},
		{"another port of the embedded server", "name: shop", "name: shop\ntarget: {devserver: {addr: '127.0.0.1:3000'}}", embedded},
		{"a target elsewhere", "name: shop", target, elsewhere},
		{"another address of it", "name: shop", strings.Replace(target, "3000", "4000", 1), elsewhere},
		{"it is a domain", "name: shop", "name: shop\napp: {domains: {develop: 'http://127.0.0.1:3000'}}", elsewhere},
		{"another number of clients", "count: 30", "count: 31", ""},
		{"another load", "duration: 3s", "duration: 4s", ""},
		{"another time", "1s..2s", "1s..3s", ""},
		{"another answer", "[2, 3]", "[3, 2]", ""},
		{"another event", "{at: 1s", "{at: 2s", ""},
		{"slower embedded servers", "name: shop", "name: shop\ntarget: {devserver: {latency: 80ms}}", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := workload(t, strings.Replace(fingerprinted, c.old, c.new, 1))
			if c.same != "" && got != c.same || c.same == "" && (got == embedded || got == elsewhere) {
				t.Errorf("the workload is %s; embedded %s, elsewhere %s", got, embedded, elsewhere)
			}
		})
	}
}
