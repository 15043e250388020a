package lang

import (
	"regexp"
	"strings"
	"testing"
)

// latinPunctuation is where Chinese text has the punctuation of English, or no space beside
// Latin characters, or a space beside its own punctuation.
var latinPunctuation = regexp.MustCompile(`\p{Han}[,;:!?(]|\p{Han} [,;:(]|[,;:] ?\p{Han}|\(\p{Han}|\p{Han}\)|\p{Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Han}|[，。；：、！？（）] | [，。；：、（]`)

func TestTranslationsHaveThePunctuationOfChinese(t *testing.T) {
	for name, entries := range catalogueEntries(t) {
		for _, e := range entries {
			if at := latinPunctuation.FindString(strings.TrimPrefix(verbs.ReplaceAllString(e.text, "%"), "wxload: ")); at != "" {
				t.Errorf("%s: %q in msgstr %q", name, at, e.text)
			}
		}
	}
}
