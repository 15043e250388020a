package result

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
)

// fill gives a value random contents: small numbers, few words, so that parts of a run
// have much in common. place makes the words of a list's elements differ.
func fill(r *rand.Rand, v reflect.Value, place int) {
	switch v.Kind() {
	case reflect.Int64, reflect.Int:
		v.SetInt(r.Int64N(5))
	case reflect.Uint64:
		v.SetUint(r.Uint64N(5))
	case reflect.Float64:
		v.SetFloat(milliseconds(r.Int64N(1e10)))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.String:
		v.SetString(string(rune('a'+r.IntN(3))) + fmt.Sprint(place))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem(), place)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
		for i := range v.Len() {
			fill(r, v.Index(i), i)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range r.IntN(4) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(r, key, i)
			fill(r, value, i)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(start().Add(time.Duration(r.Int64N(int64(3 * time.Second))))))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(r, v.Field(i), place)
			}
		}
	default:
		panic("nothing random for " + v.Type().String())
	}
}

func start() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 678_901_234, time.UTC) }

// shardOf is the head of a shard.
func shardOf(r *rand.Rand, index, of int) Head {
	return Head{Tool: reports.Tool{Version: "1"}, Scenario: "shop", Wrapper: "reference", Seed: 1, ConfigSHA256: "0123456789abcdef",
		Started: start().Add(time.Duration(r.Int64N(int64(3 * time.Second)))), Of: of, Shards: []int{index},
		Thresholds: []string{"duplicate_logins == 0", "p(99) http_duration < 100ms"}, Tags: map[string][]string{"t": {"a0", "b1"}}}
}

// someTotals are random ones that a shard could have.
func someTotals(r *rand.Rand, head Head) Totals {
	out := &reports.Report{}
	fill(r, reflect.ValueOf(out).Elem(), 0)
	out.Started = head.Started
	out.Latency, out.Series, out.Thresholds, out.Tags = reports.Latency{}, nil, nil, nil
	out.Shards = nil
	for _, index := range head.Shards {
		out.Shards = append(out.Shards, reports.Shard{Index: index, Of: head.Of, Started: head.Started, Complete: true})
	}
	t := Totals{Report: out}
	fill(r, reflect.ValueOf(&t.Ledgers).Elem(), 0)
	fill(r, reflect.ValueOf(&t.BookNotes).Elem(), 0)
	return t
}

// someResult is a random file of a shard. Each of its samples goes into all, too.
func someResult(t testing.TB, seed uint64, index, of int, all *reports.Recorder) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, uint64(index)))
	var file bytes.Buffer
	head := shardOf(r, index, of)
	w := NewWriter(&file, head)
	mine := reports.NewRecorder([]string{"a", "b"})
	mine.Follow()
	for second := range 4 {
		for range r.IntN(100) {
			name, d := r.IntN(3)-1, time.Duration(r.ExpFloat64()*float64(30*time.Millisecond))
			for _, rec := range []*reports.Recorder{mine, all} {
				rec.HTTP(name, d)
				rec.Request(name, 2*d)
				rec.Login(d / 2)
			}
		}
		var s reports.Second
		fill(r, reflect.ValueOf(&s.SeriesCounts).Elem(), 0)
		s.AtMS, s.Clients = float64(1000*(second+1)), r.Int64N(50)
		if err := w.Second(s, mine.Recent()); err != nil {
			t.Fatal(err)
		}
		if err := w.Totals(someTotals(r, head)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
