package scenario

import (
	"reflect"
	"testing"
)

func TestARequestSavesValuesForThoseAfterIt(t *testing.T) {
	s, err := Parse("test.yaml", []byte(`
wrapper: {header: {X-CSRF: "{{saved.csrf}}"}}
flow:
  - launch
  - choose:
      - steps:
          - page: home
            requests: [{name: list, path: /items, save: {item: data.items.0.id, csrf: {header: X-CSRF}}}]
      - steps: [{think: 1s}]
  - page: detail
    requests:
      - "GET /items/{{saved.item}}"
      - {name: order, method: POST, path: /orders, header: {X-Item: "{{saved.item}}"}, body: {item: "{{saved.item}}"}}
      - me GET /me
`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]Saved{"list": {"item": {JSON: "data.items.0.id"}, "csrf": {Header: "X-CSRF"}}}
	if got := s.Saves(); !reflect.DeepEqual(got, want) {
		t.Errorf("saves %v, want %v", got, want)
	}
	var uses []bool
	for _, r := range s.Requests() {
		uses = append(uses, r.UsesSaved())
	}
	if !reflect.DeepEqual(uses, []bool{false, true, true, false}) {
		t.Errorf("uses %v of %v", uses, s.Requests())
	}
}
