package wx

import (
	"fmt"
	"time"
)

// Kind says what an [Event] reports.
type Kind uint8

// The kinds of events. The first and the last group come from the platform, the
// second from the app and its pages, which report through the same stream. Their
// order means nothing: ask [Kind.Platform].
const (
	LoginCall     Kind = iota + 1 // wx.login was called
	LoginOK                       // it gave Code
	LoginFail                     // it failed with Err
	CheckCall                     // wx.checkSession was called
	CheckOK                       // the session holds
	CheckFail                     // it does not
	RequestCall                   // wx.request was called; it may have to wait for a slot
	RequestSend                   // the request left
	RequestDone                   // it was answered with Response
	RequestFail                   // it left, and failed with Err
	RequestDrop                   // it failed with Err and never left
	StorageSet                    // Key became Value
	StorageRemove                 // Key was removed

	AppLaunch         // App.onLaunch begins
	AppLaunchDone     // what it started has come to an end
	AppLaunchRejected // or was rejected with Err
	AppHide           // to the background
	AppShow           // and back
	AppDestroy        // the JavaScript world is gone; the storage stays
	PageCall          // a page wants something: the wrapper's Load was given the call
	PageIssue         // the page's code called the request function
	PageSettle        // that call was settled, with Response or Err
	Logout            // the user logged out
	Unhandled         // a rejection that nobody handles

	UserInfoCall // wx.getUserInfo was called
	UserInfoOK   // it gave the sealed profile
	UserInfoFail // it failed with Err

	Navigate    // the app opened another page, Name
	ScriptError // the app's JavaScript failed with Err, and did not see to it
	StubCall    // it called the function Name, which does nothing here
	PageOpen    // the user opens the page Name, of a mini program's own
	PageHandler // the user taps something that runs the page's handler Name
	PageError   // the JavaScript of one of its pages failed with Err
	// RequestServed corrects which page's call a request served: Request.Caller, and
	// not Before, as was said when it was sent. It may come before its end and after
	// it; after an answer it has the Response.
	RequestServed
	kinds // one more than the last
)

// Platform reports whether such an event is a step of a call that the platform
// answers later: wx.login, wx.checkSession, wx.request, wx.getUserInfo. It is a
// sign of life then. The storage answers at once: a client that only looks into it
// gives none.
func (k Kind) Platform() bool {
	switch k {
	case LoginCall, LoginOK, LoginFail, CheckCall, CheckOK, CheckFail, UserInfoCall, UserInfoOK, UserInfoFail,
		RequestCall, RequestSend, RequestDone, RequestFail, RequestDrop:
		return true
	default:
		return false
	}
}

// Event is one step of a virtual client that can be seen from outside its
// wrapper. Fields that a kind does not name are zero.
type Event struct {
	Kind Kind
	At   time.Time
	// ID numbers the platform's calls from 1; the events of one call share it. For
	// the Page kinds it is the page's call ([Request.Caller]); for Navigate it is the
	// call that led to it, zero where none did.
	ID       int
	Request  *Request  // of the Request kinds
	Response *Response // of RequestDone and PageSettle
	Err      error     // of the failures; of PageSettle when it was rejected
	// Name is, of the Page kinds, the request's name; of Navigate the page, of StubCall
	// the function.
	Name     string
	Identity bool   // of PageCall: it needs a token
	Own      bool   // of PageCall: as [github.com/wxload/wxload/client/wrapper.Call] has it
	Bare     bool   // of PageCall, likewise
	Paged    bool   // of PageCall: a page of the app's own made it, and not the user
	Method   string // of PageCall
	Sealed   bool   // of PageCall: its body is what wx.getUserInfo gave last
	Code     string // of LoginOK
	// Where is, of LoginCall, the place in the user's own code that called it; empty where
	// there is none. Whoever has the wrapper fills it in.
	Where string
	Data  string // of UserInfoOK: its encryptedData
	Key   string // of the Storage kinds
	// Value is, of StorageSet, what was set; the empty string also for undefined. Of
	// PageOpen it is the query, of PageHandler the event's detail, whose dataset is in Data.
	Value string
	// Undefined marks a StorageSet of JavaScript's undefined.
	Undefined bool
	// Had tells whether the key of a StorageRemove was there.
	Had bool
	// Before is, of RequestServed, the call that the request was taken to serve; zero
	// for none.
	Before int
}

// String is the kind's name, as it stands in traces, records and examples.
func (k Kind) String() string {
	if names := kindNames(); k > 0 && int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// MarshalText writes the kind's name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a kind's name.
func (k *Kind) UnmarshalText(text []byte) error {
	for known, name := range kindNames() {
		if known > 0 && name == string(text) {
			*k = Kind(known)
			return nil
		}
	}
	return fmt.Errorf("kind %q: expected that of an event", text)
}

func kindNames() [kinds]string {
	return [...]string{
		LoginCall: "wx.login", LoginOK: "wx.login.ok", LoginFail: "wx.login.fail",
		CheckCall: "wx.checkSession", CheckOK: "wx.checkSession.ok", CheckFail: "wx.checkSession.fail",
		RequestCall: "wx.request", RequestSend: "send", RequestDone: "answer", RequestFail: "fail", RequestDrop: "drop",
		StorageSet: "storage.set", StorageRemove: "storage.remove",
		AppLaunch: "app.launch", AppLaunchDone: "app.launch.done", AppLaunchRejected: "app.launch.rejected",
		AppHide: "app.hide", AppShow: "app.show", AppDestroy: "app.destroy",
		PageCall: "page.call", PageIssue: "page.issue", PageSettle: "page.settle",
		Logout: "logout", Unhandled: "unhandledRejection",
		UserInfoCall: "wx.getUserInfo", UserInfoOK: "wx.getUserInfo.ok", UserInfoFail: "wx.getUserInfo.fail",
		Navigate: "navigate", ScriptError: "script.error", StubCall: "stub", PageError: "page.error",
		PageOpen: "page.open", PageHandler: "page.handler",
		RequestServed: "served",
	}
}
