package live

import (
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
)

// meter brings what observers measure to a worker's recorder.
type meter struct {
	*reports.Recorder
	index map[string]int // of a request's name
	grows bool           // it measures requests that have other names, too
}

func newMeter(names []string, grows bool) *meter {
	m := &meter{reports.NewRecorder(names), make(map[string]int, len(names)), grows}
	for i, name := range names {
		m.index[name] = i
	}
	return m
}

// maxNames bounds the requests of a mini program's own pages that are measured by
// name, of each worker; their histograms are large.
const maxNames = 100

// add makes place for the name of a request that the flow does not have, which a page of a
// mini program made. It returns -1 where there is none.
func (m *meter) add(name string) int {
	index := -1
	if name != "" && m.grows && len(m.index) < maxNames {
		index = m.Recorder.Add(name)
		m.index[name] = index
	}
	return index
}

func (m *meter) record(what client.Metric, name string, d time.Duration) {
	index, known := m.index[name]
	if !known {
		index = m.add(name)
	}
	switch what {
	case client.HTTPTime:
		m.HTTP(index, d)
	case client.RequestTime:
		m.Request(index, d)
	case client.LoginTime:
		m.Login(d)
	case client.RefreshTime:
		m.Refresh(d)
	case client.LoginWait:
		m.LoginWait(index, d)
	case client.WaitAfterLogin:
		m.WaitAfterLogin(index, d)
	}
}
