package launcher

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"github.com/wxload/wxload/mockwx/crossorigin"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/live/liveview/feed"
)

// Options are what a launcher works with.
type Options struct {
	// Addr is where it listens, as host:port. It has to be loopback.
	Addr string
	// Program is the command that is run, Dir the folder in which it is.
	Program, Dir string
	// Choices are what the command has to offer.
	Choices Choices
	// Meaning says in words what an exit code of a command, such as "run", means.
	Meaning func(command string, code int) string
	// Words are what people are told in; nil is English. Language is what the commands are
	// given as --lang; empty where they find it by themselves.
	Words    *lang.Words
	Language string
}

// A Launcher starts commands for those who have its token, one at a time. Make it with
// [New], and close it.
type Launcher struct {
	options Options
	token   string
	results string // the part of a result's address that nobody can guess
	rule    crossorigin.Rule
	feed    *feed.Feed[state]
	ctx     context.Context // of all jobs
	cancel  context.CancelFunc
	working sync.WaitGroup

	mu   sync.Mutex
	jobs []*job // the last ones, the latest at the end
	next int
}

// maxJobs is how many jobs are remembered.
const maxJobs = 20

// New returns a launcher that has not begun anything.
func New(o Options) *Launcher {
	ctx, cancel := context.WithCancel(context.Background())
	return &Launcher{options: o, token: rand.Text(), results: rand.Text(), rule: crossorigin.New(o.Addr, nil), feed: feed.New(state{}), ctx: ctx, cancel: cancel}
}

// Token is what a page has to know.
func (l *Launcher) Token() string { return l.token }

// Close ends the job, as its first Ctrl-C would, and waits for it.
func (l *Launcher) Close() {
	l.cancel()
	l.working.Wait()
}

var (
	errBusy  = errors.New("something is running already: one at a time")
	errEnded = errors.New("nothing is running")
)

// plan makes commands of a form.
func (l *Launcher) plan(f *form) (plan, error) {
	p, err := f.plan(l.options.Choices, func(name string) bool {
		_, err := os.Stat(filepath.Join(l.options.Dir, name))
		return err == nil
	})
	if l.options.Language != "" {
		for i := range p.commands {
			p.commands[i] = append(p.commands[i], "--lang", l.options.Language)
		}
	}
	return p, err
}

// begin begins a job.
func (l *Launcher) begin(p plan) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ctx.Err() != nil || l.running() != nil {
		return errBusy
	}
	l.next++
	ctx, stop := context.WithCancel(l.ctx)
	j := &job{number: l.next, plan: p, stop: stop, output: &output{changed: l.tell}, before: l.written(p.result)}
	l.jobs = append(l.jobs, j)
	l.jobs = l.jobs[max(0, len(l.jobs)-maxJobs):]
	l.working.Go(func() {
		defer stop()
		j.carryOut(ctx, l.options.Program, l.options.Dir)
		l.tell()
	})
	return nil
}

// running is the job that has not ended; nil where there is none. The caller has the lock.
func (l *Launcher) running() *job {
	if len(l.jobs) == 0 {
		return nil
	}
	last := l.jobs[len(l.jobs)-1]
	last.mu.Lock()
	defer last.mu.Unlock()
	if last.ended {
		return nil
	}
	return last
}

// end ends what is running.
func (l *Launcher) end() error {
	l.mu.Lock()
	j := l.running()
	l.mu.Unlock()
	if j == nil {
		return errEnded
	}
	j.end()
	l.tell()
	return nil
}

// tell tells the pages how things stand.
func (l *Launcher) tell() {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := state{}
	for _, j := range l.jobs {
		s.Jobs = append(s.Jobs, l.describe(j))
	}
	if n := len(l.jobs); n > 0 {
		s.Output, s.Page, s.Skipped = l.jobs[n-1].output.text()
	}
	l.feed.Put(s)
}
