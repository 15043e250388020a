package resolve

import (
	"strings"

	"github.com/tidwall/gjson"
)

// conditions are those of exports that hold for a mini program; the first one
// that a package lists counts.
var conditions = map[string]bool{
	"miniprogram": true, "weapp": true, "mp-weixin": true, "import": true, "require": true,
	"module": true, "browser": true, "production": true, "default": true,
}

// export is the file that the package's exports name for what is asked for in
// it; "" is the package itself.
func (m *manifest) export(sub string) (target string, ok bool) {
	if m == nil || m.Exports == "" {
		return "", false
	}
	all := gjson.Parse(m.Exports)
	key := "."
	if sub != "" {
		key = "./" + sub
	}
	if !all.IsObject() || !strings.HasPrefix(firstKey(all), ".") {
		if sub != "" {
			return "", false
		}
		return choose(all, "", depthOfExports)
	}
	return listed(all, key)
}

func firstKey(object gjson.Result) string {
	first := ""
	object.ForEach(func(k, _ gjson.Result) bool {
		first = k.Str
		return false
	})
	return first
}

// listed looks a key up, exactly or by the longest pattern.
func listed(all gjson.Result, key string) (target string, ok bool) {
	var best, rest string
	var value gjson.Result
	all.ForEach(func(k, v gjson.Result) bool {
		if k.Str == key {
			best, rest, value = key, "", v
			return false
		}
		if strings.Contains(k.Str, "*") && len(k.Str) > len(best) {
			if r, matches := match(k.Str, key); matches {
				best, rest, value = k.Str, r, v
			}
		}
		return true
	})
	if best == "" {
		return "", false
	}
	return choose(value, rest, depthOfExports)
}

// depthOfExports bounds conditions inside of conditions.
const depthOfExports = 10

// choose goes through conditions to a file.
func choose(v gjson.Result, rest string, depth int) (target string, ok bool) {
	switch {
	case depth == 0:
	case v.Type == gjson.String:
		return strings.ReplaceAll(v.Str, "*", rest), true
	case v.IsArray() || v.IsObject():
		v.ForEach(func(k, inner gjson.Result) bool {
			if v.IsArray() || conditions[k.Str] {
				target, ok = choose(inner, rest, depth-1)
			}
			return !ok
		})
	}
	return target, ok
}
