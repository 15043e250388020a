package story

import (
	"fmt"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// account is the content of a defect's sentence, as data. The class says which fields
// count; the others are zero. It is comparable.
type account struct {
	defect    client.DefectKey
	turn      situation.Moment // the one in which a duplicate login starts
	sender    sender           // of the request that it is about
	sends     int              // how often that request was sent
	token     string           // that the request carries, or that is deleted; empty for none
	login     renewal          // the login, or the refresh, that it is about
	logins    standing         // how others stand
	newest    string           // the newest token
	failure   failure          // the one that the wrapper takes for a rejection of the newest token
	deletes   bool             // the wrapper deletes the newest token, and logs in
	unsent    bool             // its request never left
	settled   string           // the outcome that the page is told
	silent    sender           // the one whose call never calls back
	unsettled string           // the page's requests that are not settled
	thrown    string           // what the wrapper's own code threw
	frozen    bool             // a limit of the engine was exceeded
}

// sender is who makes a call of the platform; its zero value is nobody.
type sender struct {
	whose whose
	name  string // of a request
	n     int    // of a login, a refresh, or a session check
}

type whose uint8

const (
	nobody      whose = iota
	ofPage            // a page's request
	ofLogin           // the POST of a login
	ofTicket          // the POST of a login that asks for a ticket
	ofRefresh         // the POST of a refresh
	ofWrapper         // another request of the wrapper
	ofLoginCall       // the wx.login of a login
	ofUserInfo        // a getUserInfo
	ofCheck           // a session check
)

func (s sender) String() string {
	switch s.whose {
	case ofPage:
		return "request " + s.name
	case ofLogin:
		return fmt.Sprintf("the POST of login #%d", s.n)
	case ofTicket:
		return fmt.Sprintf("the ticket's POST of login #%d", s.n)
	case ofRefresh:
		return fmt.Sprintf("the POST of refresh #%d", s.n)
	case ofLoginCall:
		return fmt.Sprintf("wx.login of login #%d", s.n)
	case ofUserInfo:
		return fmt.Sprintf("getUserInfo #%d", s.n)
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

// nameless is the sender without the name of a page's request and the number of a login,
// which only say which one came first. A request of the wrapper's own keeps its name: it
// says what that is for.
func (s sender) nameless() sender {
	if s.whose != ofWrapper {
		s.name = ""
	}
	s.n = 0
	return s
}

// standing is the login, or the refresh, that matters to a defect besides the one that it
// is about, and how that stands. The zero value is none.
type standing struct {
	how   loginState
	login renewal
}

type loginState uint8

const (
	noLogin     loginState = iota
	loginRuns              // the last that runs
	loginFailed            // the last that failed
	loginStored            // the one that brought the newest token
)

// failure is an authentication failure that a wrapper takes for a rejection of the newest
// token. The zero value is none.
type failure struct {
	how    rejection
	sender sender // the one whose request was rejected
	token  string // the one that the request carried; empty for none
}

type rejection uint8

const (
	noRejection rejection = iota
	loginRefused
	lateAnswer  // to a request with an older token
	stillToHeal // a request with an older token that was rejected before
)

// milestones are an account without names and numbers.
func (a account) milestones() account {
	a.turn = situation.Moment{Event: a.turn.Event, Call: a.turn.Call, What: a.turn.What}
	a.sender, a.silent = a.sender.nameless(), a.silent.nameless()
	a.failure.sender = a.failure.sender.nameless()
	a.token, a.failure.token = anyToken(a.token), anyToken(a.failure.token)
	a.login.n, a.logins.login.n = 0, 0
	a.logins.login.answer = a.logins.login.answer.nameless()
	a.sends, a.newest, a.unsettled = 0, "", ""
	return a
}

func anyToken(token string) string {
	if token == "" {
		return ""
	}
	return "a token"
}

// Cause is the same for two findings that are reported as one. Their runs come to the
// defect by the same milestones and meet the same faults; they differ only in their
// constraints, in names, and in how often things happen before.
type Cause struct {
	milestones account
	Faults     string // the kinds of those that were met, in a fixed order
}
