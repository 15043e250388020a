package scenario

import (
	"encoding/json"
	"strings"
	"time"
)

// Step is one step of a flow. Kind says which one, and so which of the other
// fields count.
type Step struct {
	// Kind follows from the keys of the step in the file.
	Kind StepKind `yaml:"-"`

	Page     string            `yaml:"page" format:"name" unset:"another kind of step" doc:"Opens a page: issues its requests at once, all together, as onLoad does. Of a mini program it is a route of app.json, pages/index/index: its onLoad, onShow and onReady run, and make requests of their own."`
	Requests []Request         `yaml:"requests" doc:"The page's requests. A page of a mini program may have none here."`
	Detach   bool              `yaml:"detach" doc:"With page, do, upload and download: go on at once instead of waiting until the requests have settled."`
	Do       string            `yaml:"do" format:"handler" unset:"another kind of step" doc:"Runs a handler of the page that is open, such as onTapLogin, as a tap does, or what an element binds, as in #login tap; of a mini program only."`
	Query    map[string]string `yaml:"query" format:"query" doc:"With page: what the page's onLoad gets; of a mini program only."`
	Detail   json.RawMessage   `yaml:"detail" format:"object" unset:"an empty one" doc:"With do: the detail of the event that the handler gets."`
	Dataset  json.RawMessage   `yaml:"dataset" format:"object" unset:"an empty one" doc:"With do: the data- attributes of what is tapped."`
	Profile  string            `yaml:"profile" format:"path or url" unset:"another kind of step" doc:"Asks WeChat for the user's sealed profile (wx.getUserInfo) and sends it to this path: POST {rawData, signature, encryptedData, iv}. The step \"profile\" alone sends it to /profile."`
	Logout   string            `yaml:"logout" format:"path or url" unset:"no request" doc:"Logs the user out: a POST to this path with the token, and then the app forgets it. The step \"logout\" alone sends nothing."`
	Upload   Upload            `yaml:"upload" doc:"Sends a file (wx.uploadFile) with the token, and waits: NAME /path, or a mapping."`
	Download Download          `yaml:"download" doc:"Gets a file (wx.downloadFile) with the token, and waits: NAME /path, or a mapping."`
	Think    Range             `yaml:"think" doc:"Waits: a time such as 2s, or a range such as 1s..3s."`
	Hide     time.Duration     `yaml:"hide" min:"1ms" max:"24h" unset:"another kind of step" doc:"Sends the app to the background for this time, then shows it again."`
	Loop     Loop              `yaml:"loop" doc:"Goes through steps again and again: so many times, or for a time."`
	Choose   []Choice          `yaml:"choose" doc:"Takes one of several branches, by weight."`
}

// StepKind names a kind of step.
type StepKind string

// The kinds of steps.
const (
	// StepLaunch starts the app and does not wait: as on a device, the next
	// page loads before onLaunch's login is done. Where the app still runs,
	// because the flow repeats, it is closed first; its storage is kept.
	StepLaunch StepKind = "launch"
	// StepRelaunch destroys the running app, with what it has in flight, and
	// starts it again; its storage is kept.
	StepRelaunch StepKind = "relaunch"
	// StepPage opens Page with Requests and waits for them unless Detach is set.
	StepPage StepKind = "page"
	// StepDo runs the handler Do of the page that is open, and waits likewise.
	StepDo StepKind = "do"
	// StepProfile asks WeChat for the user's profile and waits for Requests, which
	// is one: the profile on its way to the target.
	StepProfile StepKind = "profile"
	// StepLogout logs the user out: it waits for Requests, where there is one, and then
	// the app forgets its token.
	StepLogout StepKind = "logout"
	// StepUpload sends a file, and waits unless Detach is set; StepDownload gets one.
	StepUpload   StepKind = "upload"
	StepDownload StepKind = "download"
	// StepThink waits for a time in Think.
	StepThink StepKind = "think"
	// StepHide hides the app for Hide and shows it again.
	StepHide StepKind = "hide"
	// StepLoop goes through the steps of Loop.
	StepLoop StepKind = "loop"
	// StepChoose goes through the steps of one of Choose.
	StepChoose StepKind = "choose"
)

// Choice is one branch of a choose step.
type Choice struct {
	Weight int    `yaml:"weight" min:"1" max:"1000000" default:"1" doc:"How often this branch is taken, relative to the others."`
	Steps  []Step `yaml:"steps" doc:"The steps of this branch."`
}

// Loop are steps that are repeated: Times times, or as long as Duration has not passed when
// a round ends. One of both is zero.
type Loop struct {
	Times    int           `yaml:"times" min:"1" max:"1000000" unset:"as often as duration allows" doc:"How often."`
	Duration time.Duration `yaml:"duration" min:"1ms" max:"24h" unset:"as often as times says" doc:"For how long: no round begins after this time."`
	Steps    []Step        `yaml:"steps" doc:"The steps of a round."`
}

// Range is a time between Min and Max, both included.
type Range struct{ Min, Max time.Duration }

// Request is one call of a page.
//
// In Path, Body and the values of Header the placeholder {{id}} stands for a text that
// is unique for each call, its retries included, {{user}} for the client's user name,
// and {{saved.NAME}} for what an earlier answer had: see Save.
type Request struct {
	Name     string            `yaml:"name" format:"name" unset:"the path, with * for its placeholders" doc:"Name of the request in reports and thresholds."`
	Method   string            `yaml:"method" enum:"GET|POST|PUT|DELETE|HEAD|OPTIONS" default:"GET" doc:"HTTP method."`
	Path     string            `yaml:"path" format:"path or url" doc:"Path below the domain, with its query; an absolute URL bypasses the domain."`
	Identity bool              `yaml:"identity" unset:"true, but false for paths on the wrapper's whitelist" doc:"Whether the request needs a token."`
	Header   map[string]string `yaml:"header" format:"header" doc:"Headers of this request; they override the wrapper's. {{id}} and {{user}} are filled in."`
	Transfer *Transfer         `yaml:"-"` // of an upload or a download; nil for others
	Sealed   time.Time         `yaml:"-"` // when WeChat was asked for the profile in Body; zero for others
	Body     json.RawMessage   `yaml:"body" unset:"no body" doc:"Data to send, written as YAML and sent as JSON. {{id}} is unique for each call, {{user}} is the user's name."`
	Tags     []string          `yaml:"tags" format:"name" unset:"none" doc:"Names of groups of requests, in the report and in thresholds: p(99) request_duration{tag:checkout} < 1s."`
	Save     map[string]Saved  `yaml:"save" doc:"Values of the answer for later requests of the client, which have them as {{saved.NAME}}: by name a path in the body such as data.items.0.id, or {header: NAME}."`
}

// profilePath is where a profile goes unless the step says otherwise.
const profilePath = "/profile"

// postTo is the request of a step that is no page, and has the path for its name.
func postTo(path string) Request {
	return Request{Name: strings.TrimPrefix(path, "/"), Method: "POST", Path: path}
}

// block is a list of steps within a step, with its path in the step.
type block struct {
	path  string
	steps []Step
}

// below are the steps within a step: those of its branches, or of its loop.
func (s *Step) below() []block {
	if len(s.Loop.Steps) > 0 {
		return []block{{".loop.steps", s.Loop.Steps}}
	}
	var all []block
	for i := range s.Choose {
		all = append(all, block{index(".choose", i) + ".steps", s.Choose[i].Steps})
	}
	return all
}

// eachStep calls f for every step of a flow, those within others included, with its path
// in the file.
func eachStep(path string, steps []Step, f func(path string, step *Step)) {
	for i := range steps {
		at := index(path, i)
		f(at, &steps[i])
		for _, b := range steps[i].below() {
			eachStep(at+b.path, b.steps, f)
		}
	}
}

// eachRequest calls f for every request of the flow with its path in the file.
func (s *Scenario) eachRequest(f func(path string, r *Request)) {
	eachStep("flow", s.Flow, func(path string, step *Step) {
		for i := range step.Requests {
			f(index(path+".requests", i), &step.Requests[i])
		}
	})
}

// EachStep calls f for every step of the flow, those within others included.
func (s *Scenario) EachStep(f func(*Step)) {
	eachStep("flow", s.Flow, func(_ string, step *Step) { f(step) })
}

// Requests returns the requests of the flow in file order, one for each name.
func (s *Scenario) Requests() []Request {
	var all []Request
	seen := map[string]bool{}
	s.eachRequest(func(_ string, r *Request) {
		if !seen[r.Name] {
			seen[r.Name] = true
			all = append(all, *r)
		}
	})
	return all
}
