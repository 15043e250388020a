package scenario

import (
	"embed"
	"fmt"

	"github.com/wxload/wxload/reports/suggest"
)

//go:embed templates/*.yaml
var templateFiles embed.FS

// Template is a commented example of a scenario file.
type Template struct {
	Name    string
	Summary string // one line
}

// Templates lists the examples that "wxload init" can write.
func Templates() []Template {
	return []Template{
		{"cold-start", "everybody opens the mini program for the first time, at the same moment"},
		{"morning-rush", "an open load: launches a second rise, peak and fall, whether or not the target keeps up"},
		{"token-expiry", "a thousand clients at work, and all tokens die at once (what a run without a file does)"},
		{"session-expiry", "WeChat's session_keys expire while the tokens live on, and the apps come back"},
		{"displaced-keys", "duplicate logins rotate session_keys, and what a user's device seals cannot be opened any more"},
		{"two-pages", "two pages load before the launch has logged in, and an order is sent"},
		{"two-backends", "an app with two backends, each with tokens of its own, and those of one die"},
	}
}

// ReadTemplate returns the YAML of an example by its name.
func ReadTemplate(name string) ([]byte, error) {
	var names []string
	for _, t := range Templates() {
		names = append(names, t.Name)
		if t.Name == name {
			return templateFiles.ReadFile("templates/" + name + ".yaml")
		}
	}
	return nil, fmt.Errorf("no template is called %q%s", name, suggest.Hint(name, names))
}

// Default returns the scenario of a run without a file: the template
// token-expiry, as "wxload init token-expiry" writes it.
func Default() *Scenario {
	data, err := ReadTemplate("token-expiry")
	if err != nil {
		panic("scenario: " + err.Error()) // it is part of the program
	}
	s, err := Parse("token-expiry.yaml", data, Options{})
	if err != nil {
		panic("scenario: " + err.Error()) // a test reads every template
	}
	return s
}
