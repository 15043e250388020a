package loop_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestOrderIsThatOfNode runs the programs of testdata/order, whose README says
// what their ops mean, and compares the order of their lines with Node's.
func TestOrderIsThatOfNode(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "order", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var vectors []struct {
			Name     string   `json:"name"`
			Program  []op     `json:"program"`
			Expected []string `json:"expected"`
		}
		if err := json.Unmarshal(data, &vectors); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, v := range vectors {
			t.Run(filepath.Base(file)+"/"+v.Name, func(t *testing.T) {
				if got := execute(t, v.Program); !slices.Equal(got, v.Expected) {
					t.Errorf("got  %q\nwant %q", got, v.Expected)
				}
			})
		}
	}
}

// op is one op of a program; exactly one of its verbs is set.
type op struct {
	Log, LogValue, LogTime *string
	Promise                *string
	Resolve, Value         *string
	ResolveWith            []string
	Reject, Reason         *string
	Then                   *thenOp
	Async                  *struct {
		As string
		Do []op
	}
	Await, AwaitValue   *string
	Try, Catch, Finally []op
	Return, ReturnValue *string
	Throw               *string
	Microtask           []op
	Timeout             *struct {
		MS int64
		As string
		Do []op
	}
	Clear *string
}

type thenOp struct {
	On, As            string
	OK, Fail, Finally []op
}
