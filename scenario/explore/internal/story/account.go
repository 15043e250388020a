package story

import (
	"fmt"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// account is what a sentence tells of a defect, as data. Which fields count follows
// from the class; the others are zero. It is comparable.
type account struct {
	defect    client.DefectKey
	turn      situation.Moment // in which a duplicate login starts
	sender    sender           // of the request that it is about
	sends     int              // of that request
	token     string           // that the request carries, or that is deleted; empty for none
	login     int              // the login that it is about
	logins    standing         // how other logins stand
	newest    string           // the newest token
	failure   failure          // what the wrapper takes for a rejection of that
	deletes   bool             // the wrapper deletes that, and logs in
	settled   string           // what the page is told
	silent    sender           // of the call that never calls back
	unsettled string           // the page's requests that are not settled
}

// sender is who makes a call of the platform; its zero value is nobody.
type sender struct {
	whose whose
	name  string // of a request
	n     int    // of a login, or of a session check
}

type whose uint8

const (
	nobody      whose = iota
	ofPage            // a page's request
	ofLogin           // the POST of a login
	ofWrapper         // another request of the wrapper
	ofLoginCall       // the wx.login of a login
	ofCheck           // a session check
)

func (s sender) String() string {
	switch s.whose {
	case ofPage:
		return "request " + s.name
	case ofLogin:
		return fmt.Sprintf("the POST of login #%d", s.n)
	case ofLoginCall:
		return fmt.Sprintf("wx.login of login #%d", s.n)
	case ofCheck:
		return fmt.Sprintf("checkSession #%d", s.n)
	case ofWrapper:
		if s.name != "" {
			return "the wrapper's own " + s.name
		}
		return "a request of the wrapper's own"
	default:
		return "nobody"
	}
}

// nameless is who it is among those that one would tell apart by more than a name:
// pages and logins have their names in their order.
func (s sender) nameless() sender {
	if s.whose != ofWrapper {
		s.name = ""
	}
	s.n = 0
	return s
}

// standing is how the logins stand that count for a defect.
type standing struct {
	how   logins
	login int // the one that makes them stand so; zero: none
}

type logins uint8

const (
	noLogin  logins = iota
	oneRuns         // that login
	oneFails        // that login did, the last of those that failed
	oneGives        // that login brought the newest token
)

// failure is what a wrapper takes for a rejection of the newest token.
type failure struct {
	how    rejection
	sender sender // of the request that was rejected
	token  string // that it carried; empty for none
}

type rejection uint8

const (
	noRejection rejection = iota
	loginRefused
	lateAnswer  // to a request with an older token
	stillToHeal // a request with an older token that was rejected before
)

// milestones are an account without what is only a name or a number.
func (a account) milestones() account {
	a.turn = situation.Moment{Event: a.turn.Event, Call: a.turn.Call, What: a.turn.What}
	a.sender, a.silent = a.sender.nameless(), a.silent.nameless()
	a.failure.sender = a.failure.sender.nameless()
	a.token, a.failure.token = anyToken(a.token), anyToken(a.failure.token)
	a.sends, a.login, a.logins.login, a.newest, a.unsettled = 0, 0, 0, "", ""
	return a
}

func anyToken(token string) string {
	if token == "" {
		return ""
	}
	return "a token"
}

// Cause is what makes two findings one: runs that come to a defect in one way, and
// meet the same faults, differ only in who waits for what, in names, and in how often
// things happen before.
type Cause struct {
	milestones account
	Faults     string // the kinds of those that were met, in a fixed order
}
