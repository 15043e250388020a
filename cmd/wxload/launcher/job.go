package launcher

import (
	"context"
	"errors"
	"os/exec"
	"sync"
	"time"
)

// job is a plan that is carried out, or was.
type job struct {
	number int
	plan   plan
	output *output
	stop   context.CancelFunc // of the job
	before time.Time          // when its result was written, by another job; zero where there was none

	mu       sync.Mutex
	child    *exec.Cmd // nil where none runs
	stopping bool
	last     string // the command that code is of, such as "run"
	code     int
	ended    bool
}

// carryOut runs the commands one after another, until one fails.
func (j *job) carryOut(ctx context.Context, program, dir string) {
	code, last := 0, ""
	for _, args := range j.plan.commands {
		last = args[0]
		if code = j.run(ctx, program, dir, args); code != 0 {
			break
		}
	}
	j.mu.Lock()
	j.last, j.code, j.ended = last, code, true
	j.mu.Unlock()
}

// run runs one command and returns its exit code. When ctx ends the command is asked to
// end: a run then lets open requests settle and reports.
func (j *job) run(ctx context.Context, program, dir string, args []string) int {
	j.output.say("$ " + line(args))
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, j.output, j.output
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	apart(cmd)
	if err := cmd.Start(); err != nil {
		j.output.say(err.Error())
		return -1
	}
	j.set(cmd)
	err := cmd.Wait()
	j.set(nil)
	if exit, is := errors.AsType[*exec.ExitError](err); is {
		return exit.ExitCode()
	}
	if err != nil && cmd.ProcessState == nil {
		j.output.say(err.Error())
		return -1
	}
	return cmd.ProcessState.ExitCode()
}

func (j *job) set(child *exec.Cmd) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.child = child
}

// end asks the job to end, and when it is asked again ends it at once.
func (j *job) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.stopping && j.child != nil {
		_ = j.child.Process.Kill() // it may have ended by itself
	}
	j.stopping = true
	j.stop()
}
