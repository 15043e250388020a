// Package servers is what a client in virtual time talks to: the mock WeChat and
// the stand-in developer server as a pair, glued by the code exchange. Nothing in
// it knows the time, starts anything or stores anything: what happens is a
// function of the calls and of the times that come with them.
package servers

import (
	"cmp"
	"encoding/json"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// What there is one of in such a world: the app, its user, as the mock names both,
// and the domain that the app's requests go to.
const (
	AppID  = mockwx.DefaultAppID
	User   = "u1"
	Domain = "http://127.0.0.1:3000"
)

// At is the moment so long after the beginning of virtual time.
func At(since time.Duration) time.Time { return epoch.Add(since) }

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// AllowedDomains are the domains that a client may send to: all where its code names no
// others than those of the developer server, else that one's.
func AllowedDomains(s *wrapper.Settings) []string {
	if len(s.Target.Hosts)+len(s.Target.Elsewhere) == 0 {
		return nil
	}
	domains := []string{Domain}
	for i := range s.Further {
		domains = append(domains, DomainOf(i+1))
	}
	return domains
}

// DomainOf is the domain of one of several developer servers, by its number.
func DomainOf(number int) string {
	if number == 0 {
		return Domain
	}
	return "http://127.0.0.1:" + strconv.Itoa(3000+number)
}

// Options say how the developer server behaves. The zero value is the usual one.
type Options struct {
	Shape string // as [github.com/wxload/wxload/client/wrapper.Info] has it
	// Number is that of one of several developer servers, whose tokens are told apart by it.
	Number int
	// Target is how its clients see it, in the place of Shape; nil leaves it to that.
	Target *wrapper.Target
	// Answers are the bodies of requests that it has no endpoint for, and of the login
	// what its answer has besides the token; Public are beginnings of paths that need no
	// token then. See [devserver.NewAnswers].
	Answers map[string]json.RawMessage
	Public  []string
	// AuthFailure is how a token is refused: http401 or body40100; empty: as the shape
	// does.
	AuthFailure string
	// Everything answers any request: see [devserver.Options].
	Everything bool
	// TTL is how long a token is valid, as its login announces; zero: for ever.
	TTL time.Duration
	// Single lets each login kill the older tokens.
	Single bool
	// Ticket lets logins have two steps, the first of them the usual one of the shape. A
	// Target says that itself.
	Ticket bool
	// Refresh is how refresh tokens are exchanged; nil: there are none. It takes the place
	// of the contract's.
	Refresh *devserver.Refresh
	// OneTime lets each refresh token work once.
	OneTime bool
	// Renewed is the header in which answers bring further tokens; empty: none does. It
	// takes the place of the contract's.
	Renewed string
}

// Blueprint makes pairs that differ in nothing. It does not change, and may be used
// concurrently.
type Blueprint struct {
	wechat    mockwx.Options
	developer devserver.Options
	openID    string // the user's
	number    int
}

// many is a limit that no run reaches: what a server remembers of its one client
// decides nothing.
const many = 1 << 20

// New checks the options. The error says which of them has no meaning.
func New(o Options) (*Blueprint, error) {
	protocol, err := o.protocol()
	if err != nil {
		return nil, err
	}
	answers, err := devserver.NewAnswers(o.Answers, o.Public)
	if err != nil {
		return nil, err
	}
	b := &Blueprint{
		number: o.Number,
		wechat: mockwx.Options{Code: func(n int) string { return "c" + strconv.Itoa(n) }, Quota: -1, MaxUserCodes: many},
		developer: devserver.Options{Protocol: protocol, Answers: answers, Everything: o.Everything, TTL: o.TTL, Token: o.token, Limits: devserver.Limits{TokensPerUser: many},
			RefreshToken: o.refreshToken, Ticket: o.ticket, Refresh: devserver.RefreshPolicy{OneTime: o.OneTime}},
	}
	if o.Single {
		b.developer.Policy = devserver.Single
	}
	b.openID = mockwx.New(b.wechat).OpenID(AppID, User)
	return b, b.developer.Validate()
}

func (o *Options) protocol() (*devserver.Protocol, error) {
	contract, err := o.contract()
	if err != nil {
		return nil, err
	}
	if o.Refresh != nil {
		contract.Refresh = *o.Refresh
	}
	contract.Answers(o.Answers)
	contract.Token.Renewed = o.Renewed
	return contract.Protocol()
}

// RefreshOf is how a target's refresh tokens are exchanged at a server: as its clients
// expect it.
func RefreshOf(t *wrapper.Target) *devserver.Refresh {
	r := &t.Refresh
	place := devserver.Place{In: devserver.In(cmp.Or(r.Carries.In, wrapper.InBody)), Name: r.Carries.Name}
	return &devserver.Refresh{Method: cmp.Or(r.Method, "POST"), Path: r.Path, Carries: place, RefreshToken: r.RefreshToken,
		Token: cmp.Or(r.Token, t.Login.Token), ExpiresIn: cmp.Or(r.ExpiresIn, t.Login.ExpiresIn)}
}

// SetTicket lets logins have two steps, the first of them the one that goes with the
// target's login. Settings whose target says that itself stay as they are.
func SetTicket(s *wrapper.Settings, wanted bool) {
	t := &s.Target
	if !wanted || t.TwoSteps() {
		return
	}
	usual := (&devserver.Contract{Login: devserver.Login{Token: t.Login.Token}}).UsualTicket()
	t.Login.Ticket = wrapper.TicketEndpoint{Method: usual.Method, Path: usual.Path, Code: t.Login.Code, Ticket: usual.Ticket}
	t.Login.Code = wrapper.Place{In: wrapper.InBody, Name: ticketName}
}

// ticketName is the member of the second step's body that has the ticket.
const ticketName = "ticket"

// SetRefresh gives settings refresh tokens, or takes them away. Where they say nothing of
// them, the refresh is the one that goes with the target's login.
func SetRefresh(s *wrapper.Settings, given bool) {
	t := &s.Target
	if !given {
		t.Refresh = wrapper.RefreshEndpoint{}
		return
	}
	usual := (&devserver.Contract{Login: devserver.Login{Token: t.Login.Token}}).UsualRefresh()
	t.Refresh.Path = cmp.Or(t.Refresh.Path, usual.Path)
	t.Refresh.Carries.In = cmp.Or(t.Refresh.Carries.In, wrapper.InBody)
	t.Refresh.Carries.Name = cmp.Or(t.Refresh.Carries.Name, usual.Carries.Name)
	t.Refresh.RefreshToken = cmp.Or(t.Refresh.RefreshToken, usual.RefreshToken)
	s.RefreshKey = cmp.Or(s.RefreshKey, t.Refresh.Carries.Name)
}

// SetRenewed lets a target's answers bring further tokens in a header: that of the settings
// themselves, where they have one, or else the given one. Where none is given none does.
func SetRenewed(s *wrapper.Settings, header string) {
	if header == "" {
		s.Target.Renewed = wrapper.Renewal{}
		return
	}
	s.Target.Renewed.Header = cmp.Or(s.Target.Renewed.Header, header)
}

// Token is the n-th token that a developer server issues, from 1. Token 0 is the
// one that a client may hold at the start.
func Token(n int) string {
	const few = "t0t1t2t3t4t5t6t7t8t9"
	if n < 10 {
		return few[2*n : 2*n+2]
	}
	return "t" + strconv.Itoa(n)
}

// RefreshToken is the n-th refresh token that a developer server issues, from 1.
func RefreshToken(n int) string { return "r" + strconv.Itoa(n) }

// Ticket is the n-th ticket that a developer server gives, from 1.
func Ticket(n int) string { return "k" + strconv.Itoa(n) }

// named is the token of a developer server, which no other one issues.
func named(token string, number int) string {
	if number == 0 {
		return token
	}
	return token + "@" + strconv.Itoa(number)
}

func (o *Options) token(n int) string        { return named(Token(n), o.Number) }
func (o *Options) ticket(n int) string       { return named(Ticket(n), o.Number) }
func (o *Options) refreshToken(n int) string { return named(RefreshToken(n), o.Number) }

// Pair is the two servers. It is not safe for concurrent use.
type Pair struct {
	WeChat    *mockwx.Machine
	Developer *devserver.Machine
	openID    string
	number    int
}

// Build makes a pair of servers that know nobody.
func (b *Blueprint) Build() *Pair {
	return &Pair{mockwx.New(b.wechat), devserver.New(b.developer), b.openID, b.number}
}

// Beside makes another developer server, which asks the WeChat of a pair.
func (b *Blueprint) Beside(p *Pair) *Pair {
	return &Pair{p.WeChat, devserver.New(b.developer), p.openID, b.number}
}

// TicketValid reports whether the n-th ticket that the developer server has given is valid.
func (p *Pair) TicketValid(now time.Time, n int) bool {
	return p.Developer.TicketValid(now, named(Ticket(n), p.number))
}

// TokenValid reports whether the n-th token that the developer server has issued is valid.
func (p *Pair) TokenValid(now time.Time, n int) bool {
	return p.Developer.TokenValid(now, named(Token(n), p.number))
}

// RefreshTokenValid is the same for the n-th refresh token.
func (p *Pair) RefreshTokenValid(now time.Time, n int) bool {
	return p.Developer.RefreshTokenValid(now, named(RefreshToken(n), p.number))
}

// Seed lets the developer server have issued token 0 to the user, and returns it. The
// server keeps the session_key that the user has, as after a login.
func (p *Pair) Seed(valid bool) (token string) {
	token, err := p.Developer.Seed(epoch, p.openID, named(Token(0), p.number), valid)
	must(err)
	if key := p.SessionKey(); key != "" {
		p.Developer.KeepKey(epoch, p.openID, key)
	}
	return token
}

// SeedRefresh lets the developer server have issued a refresh token to the user, and
// returns it.
func (p *Pair) SeedRefresh() (token string) { return p.Developer.SeedRefresh(epoch, p.openID) }

// ExpireRefreshTokens lets every refresh token die.
func (p *Pair) ExpireRefreshTokens(now time.Time) { p.Developer.ExpireRefreshTokens(now, nil) }

// SessionKey is the newest session_key of the user; empty where there is none.
func (p *Pair) SessionKey() string {
	if keys := p.WeChat.KeysOf(AppID, User, 1); len(keys) > 0 {
		return keys[0]
	}
	return ""
}

// KeyDisplaced is how the developer server answers to data that it cannot open.
func KeyDisplaced() wrapper.Match { return wrapper.Match{Path: "code", Values: []string{"42201"}} }

// Login is wx.login at WeChat.
func (p *Pair) Login(now time.Time) (code string) {
	code, err := p.WeChat.Login(now, AppID, User)
	must(err)
	return code
}

// SessionHolds is what wx.checkSession asks WeChat.
func (p *Pair) SessionHolds(now time.Time) bool {
	return p.WeChat.CheckSession(now, AppID, User) == nil
}

// SetSession makes WeChat's session hold, or not.
func (p *Pair) SetSession(now time.Time, holds bool) {
	must(p.WeChat.SetSession(now, AppID, User, holds))
}

// ExpireTokens lets every token die.
func (p *Pair) ExpireTokens(now time.Time) { p.Developer.Expire(now, nil, 1) }

// Exchanged is what became of the code in a request.
type Exchanged uint8

// The outcomes of a code exchange.
const (
	NoCode      Exchanged = iota // there was none
	CodeTaken                    // the user is logged in, or has a ticket
	CodeRefused                  // by WeChat
)

// Handle lets a request act on the developer server, which asks WeChat about a
// code.
func (p *Pair) Handle(now time.Time, r devserver.Request) (devserver.Reply, Exchanged) {
	reply := p.Developer.Handle(now, r)
	if reply.Exchange == nil {
		return reply, NoCode
	}
	session, refused := p.WeChat.Exchange(now, AppID, mockwx.DefaultSecret, reply.Exchange.Code)
	if refused != nil {
		why := &devserver.WeChatError{Code: refused.Errcode, Message: refused.Errmsg}
		return p.Developer.Exchanged(now, reply.Exchange, devserver.Session{}, why), CodeRefused
	}
	return p.Developer.Exchanged(now, reply.Exchange, devserver.Session(session), nil), CodeTaken
}

// Fill makes a reply of the developer server the answer that a client gets.
func Fill(answer *wx.Response, reply devserver.Reply) {
	answer.Status, answer.Body = reply.Status, reply.Body
	answer.Header, answer.Spelled = nil, nil
	for _, line := range reply.Lines {
		name := textproto.CanonicalMIMEHeaderKey(line.Name)
		answer.Header = append(answer.Header, wx.Header{Name: name, Value: line.Value})
		if name != line.Name {
			answer.Spelled = append(answer.Spelled, line.Name)
		}
	}
}

// Request is a client's request as the developer server takes it, whatever domain
// it went to.
func Request(r *wx.Request) devserver.Request {
	origin, _ := wx.Origin(r.URL)
	path, query, _ := strings.Cut(r.URL[len(origin):], "?")
	if decoded, err := url.PathUnescape(path); err == nil {
		path = decoded
	}
	return devserver.Request{Method: r.Method, Path: path, RawQuery: query, Header: r, Body: r.Body}
}

// must is for what no client can bring about.
func must(err error) {
	if err != nil {
		panic("servers: " + err.Error())
	}
}
