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
}

func newMeter(names []string) *meter {
	m := &meter{reports.NewRecorder(names), make(map[string]int, len(names))}
	for i, name := range names {
		m.index[name] = i
	}
	return m
}

func (m *meter) record(what client.Metric, name string, d time.Duration) {
	index, known := m.index[name]
	if !known {
		index = -1
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
