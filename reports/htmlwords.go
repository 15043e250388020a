package reports

import "github.com/wxload/wxload/reports/lang"

// say says the texts of a page in the reader's language, names of the run left as they
// are. The template's own are said before, with it. The verdict has no translation.
func (p *htmlPage) say(words *lang.Words) {
	for _, text := range []*string{&p.Word, &p.Reason, &p.Setting, &p.Warning, &p.Balance} {
		*text = words.Say(*text)
	}
	for _, texts := range []*[]string{&p.NotJudged, &p.Notes, &p.Unseen, &p.BookNotes} {
		*texts = words.SayAll(*texts)
	}
	for _, facts := range [][]htmlFact{p.Facts, p.MachineFacts} {
		for i := range facts {
			facts[i].Text = words.Say(facts[i].Text)
		}
	}
	p.Thresholds.say(words, 2)
	p.Failures.say(words, 4)
	p.Latency.say(words)
	p.Slowest.say(words)
	p.Requests.say(words)
	p.PageErrors.say(words)
	for i := range p.Defects {
		p.Defects[i].say(words)
	}
	for i := range p.Histograms {
		h := &p.Histograms[i]
		h.Title = words.Say(h.Title)
		h.Table.say(words)
	}
}

// say says a table's titles, and those columns of its rows that have texts of wxload.
func (t *htmlTable) say(words *lang.Words, columns ...int) {
	if t == nil {
		return
	}
	t.Title, t.More, t.Header = words.Say(t.Title), words.Say(t.More), words.SayAll(t.Header)
	for _, row := range t.Rows {
		for _, column := range columns {
			row[column] = words.Text(row[column])
		}
	}
}

func (d *htmlDefect) say(words *lang.Words) {
	for _, text := range []*string{&d.Severity, &d.Seen, &d.Advice} {
		*text = words.Say(*text)
	}
	if d.Events == nil {
		return
	}
	for i := range d.Events.Events {
		e := &d.Events.Events[i]
		e.Text = words.Text(e.Text)
	}
}

// say says the texts of a search's page; those of the template are said with it.
func (p *searchPage) say(words *lang.Words) {
	p.Reason, p.Title = words.Say(p.Reason), words.Say(p.Title)
	p.Word = words.Say(p.Word)
	for _, row := range p.Rows {
		for _, cell := range row.Cells {
			for i := range cell {
				cell[i].Found, cell[i].How = words.Say(cell[i].Found), words.Say(cell[i].How)
			}
		}
	}
	for i := range p.Searches {
		s := &p.Searches[i]
		s.Summary, s.Empty = words.Say(s.Summary), words.Say(s.Empty)
		for n := range s.Findings {
			f := &s.Findings[n]
			for _, text := range []*string{&f.Accepted, &f.Sentence, &f.Advice} {
				*text = words.Say(*text)
			}
			f.Constraints = words.SayAll(f.Constraints)
		}
	}
}
