package inspect

import (
	"encoding/json"

	"github.com/wxload/wxload/client/script/engine"
)

// Found is what was found. What is not known is nil, or empty.
type Found struct {
	Kind      string `json:"kind"`                // module or mini-program
	Framework string `json:"framework,omitempty"` // of a mini program: native, taro, uni-app, wepy or mpvue
	Files     int    `json:"files"`
	Bytes     int64  `json:"bytes"`
	Launch    bool   `json:"launch"` // it does something at the start
	// Calls are the functions that pages call for a request.
	Calls       []Call       `json:"calls"`
	Login       *Login       `json:"login"`
	Token       *Token       `json:"token"`
	Success     *Match       `json:"success"`
	AuthFailure *AuthFailure `json:"auth_failure"`
	Refresh     *Refresh     `json:"refresh"`
	Domains     []Domain     `json:"domains"`
	APIs        APIs         `json:"apis"`
	// Storms says that the code logged in again and again; Strays is how many codes of
	// wx.login it never sent.
	Storms bool `json:"storms"`
	Strays int  `json:"strays"`
	// NoLogin says that a mini program never logs in: nowhere is a code sent, and no
	// request carries a token.
	NoLogin bool `json:"no_login"`
	// EndedEarly says that there was no time to try everything: more may be found.
	EndedEarly bool `json:"ended_early"`
	// RenewMargin is how long before its end a token is renewed, in milliseconds.
	RenewMargin *float64 `json:"renew_margin"`
	Warnings    []Note   `json:"warnings"`
	Hosts       []string `json:"hosts"` // all origins that requests go to
	// Pages are the first page and those of the tab bar.
	Pages []string `json:"pages"`
	// Tap is what a user does to log in; nil where the code does it by itself.
	Tap *Tap `json:"tap"`
	// Public are beginnings of paths that seem to need no token.
	Public []string `json:"public"`
	// Stored is what the storage of a client with a token holds.
	Stored []Stored `json:"stored,omitempty"`
	// Answers are bodies that have what the code asks for, by method and path.
	Answers map[string]json.RawMessage `json:"-"`
	Runs    int                        `json:"-"`      // how often the code ran
	Errors  []string                   `json:"errors"` // that the code had, each once
}

// Place is a line of the user's.
type Place struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}

func placeOf(p engine.Place) Place { return Place{p.File, p.Line} }

// Call is a function that pages call for a request.
type Call struct {
	File      string `json:"file"`
	Export    string `json:"export"` // its name; empty where it has none
	Signature string `json:"signature"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`

	shared bool // several functions of the file have the name
}

// Login is the request that turns a code into a token.
type Login struct {
	Method      string `json:"method"`
	Path        string `json:"path"`
	Code        Where  `json:"code"`
	ContentType string `json:"content_type,omitempty"`
	Token       string `json:"token,omitempty"` // its path in the answer; empty where it is not known
	// ExpiresIn is the path of the token's lifetime in the answer, and ExpiresUnit what
	// it is: s, ms, unix or unix_ms; empty where that is not known.
	ExpiresIn   string `json:"expires_in,omitempty"`
	ExpiresUnit string `json:"expires_unit,omitempty"`
	At          Place  `json:"at"`
}

// Where is a part of a request and a name there.
type Where struct {
	In   string `json:"in"`
	Name string `json:"name,omitempty"`
}

// Token is what requests carry.
type Token struct {
	Where
	Prefix string `json:"prefix,omitempty"`
	// Key is the storage's that has it, and Member its path in what lies there; empty
	// where it is kept elsewhere, or is all that lies there.
	Key    string `json:"key,omitempty"`
	Member string `json:"member,omitempty"`
	// From is the request whose answer it is a part of, where that is not the login.
	From string `json:"from,omitempty"`
	At   Place  `json:"at"`
}

// Stored is a value of the storage. {{token}} in it is the token.
type Stored struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// Match tells some answers from others.
type Match struct {
	Status []int             `json:"status,omitempty"`
	Path   string            `json:"path,omitempty"` // in the body
	Values []json.RawMessage `json:"values,omitempty"`
	At     Place             `json:"at,omitzero"`
}

// AuthFailure is what the code takes for a token that is not valid.
type AuthFailure struct {
	Match
	// Does is what it does then: login, refresh, page, remove-token; nothing.
	Does []string `json:"does"`
	// Page is the page that it opens.
	Page string `json:"page,omitempty"`
	// Any says that it does so after any answer that is no success.
	Any bool `json:"any,omitempty"`
}

// Refresh is the request that renews a token.
type Refresh struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Where
	RefreshToken string `json:"refresh_token"` // its path in the login's answer
	At           Place  `json:"at"`
}

// Tap is a handler of a page.
type Tap struct {
	Page    string `json:"page"`
	Handler string `json:"handler"`
	// Before are the handlers of what has to be ticked first.
	Before []string `json:"before,omitempty"`
}

// Domain is where requests go.
type Domain struct {
	URL string `json:"url"`
	Env string `json:"env,omitempty"` // the envVersion; empty where it is not known
	At  Place  `json:"at"`
}

// APIs are the members of wx that were called, or that the code mentions and wx lacks.
type APIs struct {
	True    []string `json:"true"`
	Stubbed []string `json:"stubbed"`
	Missing []string `json:"missing"`
}

// Note is something that people should know.
type Note struct {
	Place
	Text string `json:"text"`
}
