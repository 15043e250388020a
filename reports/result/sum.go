package result

import (
	"cmp"
	"reflect"
	"slices"
)

// addCounts adds each whole number in from to that in to, which points to a value of the
// same type: in structs, in what pointers point to, and in maps by their keys. Where a
// pointer is nil on one side, the other side's is taken: a shard without a login, say, does
// not know how the server saw its logins. Other fields stay as they are.
func addCounts(to, from any) { add(reflect.ValueOf(to).Elem(), reflect.ValueOf(from).Elem()) }

func add(to, from reflect.Value) {
	switch to.Kind() {
	case reflect.Int64:
		to.SetInt(to.Int() + from.Int())
	case reflect.Struct:
		for i := range to.NumField() {
			add(to.Field(i), from.Field(i))
		}
	case reflect.Pointer:
		if from.IsNil() {
			return
		}
		sum := reflect.New(to.Type().Elem())
		sum.Elem().Set(from.Elem())
		if !to.IsNil() {
			add(sum.Elem(), to.Elem())
		}
		to.Set(sum)
	case reflect.Map:
		addMaps(to, from)
	default: // words
	}
}

func addMaps(to, from reflect.Value) {
	sums := reflect.MakeMap(to.Type())
	for _, of := range []reflect.Value{to, from} {
		for each := of.MapRange(); each.Next(); {
			sum := reflect.New(to.Type().Elem()).Elem()
			if before := sums.MapIndex(each.Key()); before.IsValid() {
				sum.Set(before)
				add(sum, each.Value())
			} else {
				sum.Set(each.Value())
			}
			sums.SetMapIndex(each.Key(), sum)
		}
	}
	if sums.Len() > 0 || !to.IsNil() {
		to.Set(sums)
	}
}

// union is each text of both, once. Where both are the same they keep their order.
func union(a, b []string) []string {
	if slices.Equal(a, b) {
		return a
	}
	all := slices.Sorted(slices.Values(slices.Concat(a, b)))
	return slices.Compact(all)
}

// either is the text that both have, or the one that is not empty, or the lesser one.
func either(a, b string) string {
	if a == "" || b == "" {
		return cmp.Or(a, b)
	}
	return min(a, b)
}

// gather adds what is in both lists under the same key into one, by both, and leaves the
// result in the order of less.
func gather[T any, K comparable](a, b []T, key func(T) K, both func(T, T) T, compare func(T, T) int) []T {
	at := map[K]int{}
	all := slices.Clone(a)
	for i, x := range all {
		at[key(x)] = i
	}
	for _, x := range b {
		if i, there := at[key(x)]; there {
			all[i] = both(all[i], x)
			continue
		}
		at[key(x)] = len(all)
		all = append(all, x)
	}
	slices.SortStableFunc(all, compare)
	return all
}
