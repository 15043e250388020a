package reports

import (
	"bytes"
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"net/url"
	"strings"

	"github.com/wxload/wxload/reports/lang"
)

//go:embed page/search.html
var searchHTML string // read only

// searchPage is what search.html shows.
type searchPage struct {
	Policy              string
	CSS                 template.CSS
	Word, Class, Reason string
	Title, Began        string
	Wrappers            []string
	Rows                []searchRow
	Searches            []searchSection
}

type searchSection struct {
	ID, Situation, Wrapper, Summary, Empty string
	Fresh, Accepted                        int
	Findings                               []searchArticle
}

type searchArticle struct {
	Name, Accepted, Sentence, Where, Advice, Replay string
	Constraints                                     []string
	Timeline, Defect                                string // its page, relative to this one, and where that has the defect
}

// WriteSearchPage writes searches as one page that loads nothing, with links to the
// pages of the findings' timelines, in the reader's language. It judges nothing: interrupted searches and known
// findings are told as such.
func WriteSearchPage(w io.Writer, searches []Search, words *lang.Words) error {
	layout, err := template.New("search").Parse(words.Template(searchHTML))
	if err != nil {
		return fmt.Errorf("draw the searches: %w", err)
	}
	var b bytes.Buffer
	page := newSearchPage(searches)
	page.say(words)
	if err := layout.Execute(&b, page); err != nil {
		return fmt.Errorf("draw the searches: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func newSearchPage(searches []Search) *searchPage {
	p := &searchPage{CSS: template.CSS(pageCSS), Policy: PagePolicy([]string{pageCSS}, nil), Word: "NO DEFECT FOUND", Class: "good"}
	fresh, ended := 0, 0
	for i := range searches {
		s := newSearchSection(i, &searches[i])
		fresh += s.Fresh
		if searches[i].Interrupted {
			ended++
		}
		p.Searches = append(p.Searches, s)
	}
	p.Reason = "1 search"
	if len(searches) != 1 {
		p.Reason = formatCount(int64(len(searches))) + " searches"
	}
	if len(searches) > 0 {
		p.Began = searches[0].Started.UTC().Format("2006-01-02 15:04:05 MST")
	}
	p.Reason += ", " + plural(int64(fresh), "new defect")
	if ended > 0 {
		p.Reason += fmt.Sprintf(", %d not judged", ended)
	}
	switch {
	case fresh > 0:
		p.Word, p.Class = "DEFECTS FOUND", "bad"
	case ended > 0 || len(searches) == 0:
		p.Word, p.Class = "UNJUDGED", "unclear"
	}
	p.Title = p.Reason
	p.Wrappers, p.Rows = searchMatrix(searches, p.Searches)
	return p
}

func newSearchSection(i int, s *Search) searchSection {
	section := searchSection{ID: searchID(i), Situation: printable(s.Situation), Wrapper: printable(s.Wrapper), Summary: printable(s.Summary), Empty: "No defect was found."}
	if s.Interrupted {
		section.Empty = "Not judged: the search did not come to its end, or saw nothing to judge."
	}
	for _, f := range s.Findings {
		if f.Accepted == "" {
			section.Fresh++
		} else {
			section.Accepted++
		}
		lines := strings.Split(f.Text, "\n")
		a := searchArticle{Name: printable(f.name()), Accepted: printable(f.Accepted), Sentence: printable(lines[0]), Where: printable(f.Where),
			Advice: Advice(f.Class, f.Kind), Replay: printable(f.Replay)}
		for _, line := range lines[1:] {
			a.Constraints = append(a.Constraints, printable(strings.TrimPrefix(strings.TrimSpace(line), "- ")))
		}
		if f.Timeline != "" {
			a.Timeline = (&url.URL{Path: "./" + f.Timeline}).String()
			a.Defect = a.Timeline + defectAnchor
		}
		section.Findings = append(section.Findings, a)
	}
	return section
}
