package situation

// Budget is a fault and how often it may happen.
type Budget struct {
	Fault Fault `json:"fault"`
	Max   int   `json:"max"`
}

// Fault is something that goes wrong.
type Fault string

// The faults. The first two happen by themselves, most others to a call.
const (
	TokensExpire   Fault = "tokens-expire"
	SessionExpires Fault = "session-expires"
	LoginHTTP500   Fault = "login-http500"
	LoginHTTP401   Fault = "login-http401" // the login endpoint says that the authentication failed
	LoginLost      Fault = "login-lost"    // the server acts, the answer is lost
	WXLoginFails   Fault = "wxlogin-fails"
	RequestFails   Fault = "request-fails" // on the network, before the server
	RequestLost    Fault = "request-lost"  // the server acts, the answer is lost
	// These are about refresh tokens; the last happens by itself.
	RefreshHTTP500 Fault = "refresh-http500"
	RefreshLost    Fault = "refresh-lost" // the server acts, the answer is lost
	RefreshExpires Fault = "refresh-expires"
	// These are about the first step of a login that has two; those of a login are about the
	// second.
	TicketHTTP500 Fault = "ticket-http500"
	TicketLost    Fault = "ticket-lost" // the server acts, the answer is lost
	// These never call back.
	WXLoginSilent      Fault = "wxlogin-silent"
	CheckSessionSilent Fault = "checksession-silent"
	RequestSilent      Fault = "request-silent"
)

// Silent reports whether a call that the fault hits never calls back.
func (f Fault) Silent() bool {
	return f == WXLoginSilent || f == CheckSessionSilent || f == RequestSilent
}

// Writes reports whether the fault changes what a server holds. Such a fault happens
// by itself.
func (f Fault) Writes() bool { return f == TokensExpire || f == SessionExpires || f == RefreshExpires }

// allFaults lists the faults.
func allFaults() []Fault {
	return []Fault{TokensExpire, SessionExpires, LoginHTTP500, LoginHTTP401, LoginLost, WXLoginFails, RequestFails, RequestLost,
		RefreshHTTP500, RefreshLost, RefreshExpires, TicketHTTP500, TicketLost, WXLoginSilent, CheckSessionSilent, RequestSilent}
}
