package inspect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// world is a device, WeChat and a developer server in virtual time. It is a
// [wx.Host].
type world struct {
	now    time.Duration
	queue  []*event // in the order of their times
	serve  func(*wx.Request) *wx.Response
	codes  int  // that wx.login gave
	holds  bool // the session
	enough bool // of what the step under way does
	random *rand.Rand
}

type event struct {
	at   time.Duration
	task loop.Task
	gone bool
}

func (e *event) Stop() { e.gone = true }

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// How long things take: in this order, so that a page's own timers come after them.
const (
	deviceTime = 2 * time.Millisecond
	serverTime = 5 * time.Millisecond
)

func newWorld(serve func(*wx.Request) *wx.Response) *world {
	return &world{serve: serve, random: rand.New(rand.NewPCG(1, 1))}
}

func (w *world) Now() time.Time { return epoch.Add(w.now) }

func (w *world) Rand() *rand.Rand { return w.random }

func (w *world) After(d time.Duration, t loop.Task) loop.Stopper {
	e := &event{at: w.now + max(d, 0), task: t}
	i, _ := slices.BinarySearchFunc(w.queue, e.at, func(x *event, at time.Duration) int {
		if x.at <= at {
			return -1
		}
		return 1
	})
	w.queue = slices.Insert(w.queue, i, e)
	return e
}

func (w *world) soon(d time.Duration, f func()) loop.Stopper { return w.After(d, loop.Func(f)) }

func (w *world) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	return w.soon(serverTime, func() {
		if resp := w.serve(r); resp != nil {
			to.Receive(resp, nil)
			return
		}
		to.Receive(nil, &wx.Error{ErrMsg: "request:fail timeout", Errno: 5})
	})
}

func (w *world) Login(done func(string, error)) {
	w.codes++
	code := codeText(w.codes)
	w.holds = true
	w.soon(deviceTime, func() { done(code, nil) })
}

func (w *world) CheckSession(done func(error)) {
	var err error
	if !w.holds {
		err = &wx.Error{ErrMsg: "checkSession:fail 系统错误，错误码：-13001"}
	}
	w.soon(deviceTime, func() { done(err) })
}

func (w *world) UserInfo(done func(*wx.UserInfo, error)) {
	w.soon(deviceTime, func() {
		done(&wx.UserInfo{RawData: `{"nickName":"wxload","gender":0,"language":"zh_CN","city":"","province":"","country":"","avatarUrl":"https://thirdwx.qlogo.cn/0"}`,
			Signature: signatureText, EncryptedData: sealedText, IV: ivText}, nil)
	})
}

// What a step may take at most: what goes on longer is a loop of timers.
const (
	stepTime   = 8 * time.Second
	stepEvents = 600
	stepSends  = 24 // of a route
)

// run lets time pass until nothing is left to happen, or for a step.
func (w *world) run() {
	end := w.now + stepTime
	w.enough = false
	for n := 0; n < stepEvents && !w.enough && len(w.queue) > 0 && w.queue[0].at <= end; n++ {
		e := w.queue[0]
		w.queue = w.queue[1:]
		if e.gone {
			continue
		}
		w.now = e.at
		e.task.Run()
	}
}

// The texts that a device gives, by which they are known again.
const (
	signatureText = "wxs1w"
	sealedText    = "wxe1w"
	ivText        = "wxi1w"
	phoneText     = "wxp1w"
)

func codeText(n int) string { return fmt.Sprintf("wxc%dw", n) }
