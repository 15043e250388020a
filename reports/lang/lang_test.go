package lang

import (
	"strings"
	"testing"
)

func TestTheFirstVariableThatIsSetDecides(t *testing.T) {
	for _, c := range []struct {
		environment string
		want        Language
	}{
		{"", English},
		{"LANG=zh_CN.UTF-8", Chinese},
		{"LANG=zh", Chinese},
		{"LANG=zh-Hans.UTF-8", Chinese},
		{"LANG=ZH_TW", Chinese},
		{"LANG=C", English},
		{"LANG=POSIX", English},
		{"LANG=zhuang", English},
		{"LANG=de_DE.UTF-8", English},
		{"LC_ALL=C LANG=zh_CN.UTF-8", English},
		{"LC_ALL=zh_CN LC_MESSAGES=en_US LANG=en_US", Chinese},
		{"LC_ALL= LC_MESSAGES=zh_CN LANG=en_US", Chinese},
	} {
		values := map[string]string{}
		for _, variable := range strings.Fields(c.environment) {
			name, value, _ := strings.Cut(variable, "=")
			values[name] = value
		}
		if got := FromEnvironment(func(name string) string { return values[name] }); got != c.want {
			t.Errorf("%s: %s, want %s", c.environment, got, c.want)
		}
	}
}

func TestAnUnknownLanguageIsAnError(t *testing.T) {
	for _, name := range []string{"en", "zh"} {
		if l, err := Parse(name); err != nil || string(l) != name {
			t.Errorf("%s: %s, %v", name, l, err)
		}
	}
	if _, err := Parse("fr"); err == nil || !strings.Contains(err.Error(), "use en or zh") {
		t.Errorf("fr: %v", err)
	}
}
