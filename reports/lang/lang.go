package lang

import (
	"fmt"
	"strings"
)

// A Language is one that people can be told in, as --lang has it.
type Language string

// The languages.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// Parse reads the name of a language, as a flag has it.
func Parse(name string) (Language, error) {
	switch l := Language(name); l {
	case English, Chinese:
		return l, nil
	}
	return English, fmt.Errorf("unknown language %q: use en or zh", name)
}

// FromEnvironment is the language that a process is asked for: the first of LC_ALL,
// LC_MESSAGES and LANG that is set decides, as it does elsewhere.
func FromEnvironment(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			return ofLocale(locale)
		}
	}
	return English
}

// ofLocale is the language of a locale such as "zh_CN.UTF-8"; English where there is no
// other.
func ofLocale(locale string) Language {
	name, _, _ := strings.Cut(strings.ToLower(locale), ".")
	if name == "zh" || strings.HasPrefix(name, "zh_") || strings.HasPrefix(name, "zh-") {
		return Chinese
	}
	return English
}
