package scenario

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wxload/wxload/reports/suggest"
)

// shorthand is a group that may also be written as one text.
type shorthand interface{ fromText(text string) error }

// fromText reads a step without settings: "launch", "relaunch", "profile" or "logout".
func (s *Step) fromText(text string) error {
	switch kind := StepKind(text); kind {
	case StepLaunch, StepRelaunch, StepLogout:
		s.Kind = kind
		return nil
	case StepProfile:
		s.Kind, s.Profile = kind, profilePath
		return nil
	case StepPage, StepDo, StepUpload, StepDownload, StepThink, StepHide, StepLoop, StepChoose:
		return fmt.Errorf("expected a value: write \"%s: …\"", text)
	}
	return fmt.Errorf("unknown step %q%s", text, suggest.Hint(text, stepWords()))
}

func stepWords() []string {
	return []string{string(StepLaunch), string(StepRelaunch), string(StepPage), string(StepDo), string(StepProfile), string(StepLogout), string(StepUpload), string(StepDownload), string(StepThink), string(StepHide), string(StepLoop), string(StepChoose)}
}

// fromText reads "[[NAME] METHOD] PATH", such as "home.banner GET /api/banner".
func (r *Request) fromText(text string) error {
	words := strings.Fields(text)
	switch len(words) {
	case 3:
		r.Name, r.Method, r.Path = words[0], words[1], words[2]
	case 2:
		r.Method, r.Path = words[0], words[1]
	case 1:
		r.Path = words[0]
	default:
		return errors.New(`expected "NAME METHOD /path" or a mapping (name, method, path, …)`)
	}
	return nil
}
