package scenario

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/wxload/wxload/reports"
)

// Embedded stands for the address of the stand-in developer server that wxload
// starts itself, wherever a scenario takes the URL of the target.
const Embedded = "embedded"

// A Scenario is one scenario file. Its zero value is of no use: the defaults of
// the fields come with [Parse]. Only its methods that begin with Set change it;
// otherwise it may be used concurrently.
type Scenario struct {
	Name          string                     `yaml:"name" format:"name" unset:"the file's name" doc:"Name of the scenario, as reports show it."`
	Seed          uint64                     `yaml:"seed" default:"1" doc:"All randomness of a run comes from the seed and a client's number: the same seed gives the same run in virtual time."`
	App           App                        `yaml:"app" doc:"The mini program: its id, environment and domains."`
	Mock          Mock                       `yaml:"mock" doc:"The mock WeChat server (微信接口服务)."`
	Target        Target                     `yaml:"target" doc:"The developer server under test (开发者服务器): where it is, how to log in, what its answers mean."`
	Targets       []FurtherTarget            `yaml:"targets" doc:"Further backends that the mini program talks to, each with logins and tokens of its own. A request goes to the one whose host its URL has, any other to target."`
	Answers       map[string]json.RawMessage `yaml:"answers" format:"answer" unset:"requests that the embedded server has no endpoint for get HTTP 404" doc:"Bodies of the embedded server, by method and path: \"GET /api/x\", where a segment * is any one; the key \"*\" is every request that nothing else answers. They go out as they are, with the status of a success; that of the login has the members beside its token. Paths of wrapper.whitelist need no token."`
	Wrapper       Wrapper                    `yaml:"wrapper" doc:"The request wrapper that the clients use, and its settings."`
	Platform      Platform                   `yaml:"platform" doc:"The limits of wx.request on the device."`
	Clients       Clients                    `yaml:"clients" doc:"How many virtual clients there are and what they hold at the start."`
	Load          Load                       `yaml:"load" doc:"How many clients are active at which time."`
	Flow          []Step                     `yaml:"flow" doc:"What each client does, step by step."`
	Repeat        int                        `yaml:"repeat" min:"1" max:"1000000" unset:"as long as the run lasts in closed load, once in open load" doc:"How often each client goes through the flow."`
	Events        []Event                    `yaml:"events" doc:"What happens to tokens and sessions while the run lasts."`
	RecordAnswers string                     `yaml:"record_answers" format:"text" unset:"not kept" doc:"Folder for what the target answers, as answers of a scenario: the first good one to each request but the logins, without those that hold a token."`
	Limits        Limits                     `yaml:"limits" doc:"When a request counts as hung or as a loop."`
	Thresholds    []reports.Threshold        `yaml:"thresholds" unset:"no duplicate login, no hung request, no defect of high severity, under 1 % of the requests and of the logins failed" doc:"Conditions on metrics, which alone decide the verdict; one that does not hold fails the run with exit code 99. An empty list stands for the default, too."`
}

// App is the mini program.
type App struct {
	AppID            string                     `yaml:"appid" format:"appid" default:"wx0123456789abcdef" doc:"The mini program's appid."`
	Env              string                     `yaml:"env" enum:"develop|trial|release" default:"develop" doc:"envVersion as wx.getAccountInfoSync gives it; it chooses the domain. release needs --allow-release unless everything is embedded."`
	Domains          domains                    `yaml:"domains" doc:"The domain of each envVersion; a URL, or \"embedded\" for the stand-in developer server."`
	Storage          map[string]json.RawMessage `yaml:"storage" format:"storage" unset:"empty but for the token" doc:"What each client's storage holds before the first launch, after the token: any value of a key. {{token}} in it is the client's initial token; without one the key is left out."`
	StorageWithToken map[string]json.RawMessage `yaml:"storage_with_token" format:"storage" unset:"nothing else" doc:"The same, of clients that begin with a token: what a login leaves beside it, such as the user or the token's end."`
	AllowedDomains   []string                   `yaml:"allowed_domains" format:"target" unset:"the domain of the current environment and the absolute URLs of the flow" doc:"wx.request's list of request domains: a request to any other fails with \"url not in domain list\"."`
}

// domains holds one base URL for each envVersion; an empty one is unknown.
type domains struct {
	Develop string `yaml:"develop" format:"target" unset:"no domain" doc:"Domain of the develop version (开发版)."`
	Trial   string `yaml:"trial" format:"target" unset:"no domain" doc:"Domain of the trial version (体验版)."`
	Release string `yaml:"release" format:"target" unset:"no domain" doc:"Domain of the release version (正式版)."`
}

// For returns the domain of an envVersion, "" where there is none.
func (d domains) For(env string) string {
	switch env {
	case "develop":
		return d.Develop
	case "trial":
		return d.Trial
	case "release":
		return d.Release
	}
	return ""
}

func (d *domains) set(env, url string) {
	switch env {
	case "develop":
		d.Develop = url
	case "trial":
		d.Trial = url
	case "release":
		d.Release = url
	}
}

// Wrapper names a wrapper and has settings for it. A zero setting is the wrapper's
// own.
type Wrapper struct {
	ID            string            `yaml:"id" format:"wrapper" default:"reference" doc:"Which wrapper, by the ids that \"wxload wrappers\" lists."`
	Calls         []string          `yaml:"calls" format:"text" unset:"found by their names; of a mini program each request of a page is one" doc:"Functions of your own code that count as a page's call, as utils/request.js#request, or, of a mini program, by the place where one begins, as vendor.js:1:2034. The first one makes the requests of the flow."`
	PollDelay     time.Duration     `yaml:"poll_delay" min:"1ms" max:"1h" unset:"the wrapper's own" doc:"How long a wrapper that polls waits before it looks again whether the login is done."`
	Timeout       time.Duration     `yaml:"timeout" min:"1ms" max:"1h" unset:"the wrapper's own" doc:"Timeout that the wrapper passes to wx.request. It counts from the moment when the request leaves: waiting for one of the slots is no part of it."`
	LoginDeadline time.Duration     `yaml:"login_deadline" min:"1ms" max:"1h" unset:"the wrapper's own" doc:"How long a request waits for a login before it is rejected."`
	RenewMargin   time.Duration     `yaml:"renew_margin" min:"1ms" max:"24h" unset:"at the announced end" doc:"How long before the announced end of a token a wrapper that can renews it (target.login.expires_in)."`
	TokenKey      string            `yaml:"token_key" format:"name" unset:"the name of the header or query parameter that carries the token" doc:"Key under which the token lies in the storage."`
	RefreshKey    string            `yaml:"refresh_key" format:"name" unset:"target.refresh.name" doc:"Key under which the refresh token lies in the storage, where the target gives those."`
	ContentType   string            `yaml:"content_type" format:"header value" unset:"the wrapper's own" doc:"content-type that the wrapper sets, such as application/x-www-form-urlencoded."`
	Header        map[string]string `yaml:"header" format:"header" doc:"Headers that the wrapper sends with every request, its login included; those of a request, and of target.login, override them. {{id}} and {{user}} are filled in."`
	Whitelist     []string          `yaml:"whitelist" format:"path" default:"/public" doc:"Paths that need no token, by their beginning. Their requests have identity: false unless they say otherwise."`
}

// Platform is what a device allows.
type Platform struct {
	Slots       int    `yaml:"slots" min:"1" max:"1000" default:"10" doc:"How many requests of one client may be in flight (WeChat: 10; 5 in old versions)."`
	Overflow    string `yaml:"overflow" enum:"queue|drop" default:"queue" doc:"What happens to a request beyond the slots: it waits, or it fails at once as before base library 1.4.0."`
	Connections int    `yaml:"connections" min:"1" max:"1000" default:"6" doc:"How many connections a client keeps to one host; with pool: shared, how many all clients keep together."`
	Pool        string `yaml:"pool" enum:"client|shared" default:"client" doc:"Whether each client has its own connections, as phones do, or all share one pool."`
	Modals      string `yaml:"modals" enum:"confirm|cancel" default:"confirm" doc:"What the user taps in wx.showModal and wx.showActionSheet, where the wrapper is your own."`
	Authorize   string `yaml:"authorize" enum:"grant|deny" default:"grant" doc:"Whether the user grants what wx.authorize, wx.getUserProfile and the like ask for, where the wrapper is your own."`
	Bodies      Size   `yaml:"bodies" min:"1MB" max:"64GB" default:"256MB" doc:"How much the bodies of all answers in flight may take together, of all clients. A request whose answer has no room fails, and says so."`
	Traceparent bool   `yaml:"traceparent" default:"false" doc:"Whether each request gets a header traceparent (W3C Trace Context), so that the backend's traces have it. Reports then name the traces of failures and of the slowest requests. One that the wrapper sets itself stays."`
}

// Limits say from when on something is a defect.
type Limits struct {
	Deadline time.Duration `yaml:"deadline" min:"1ms" max:"24h" unset:"2 x request timeout + login deadline + 5 s" doc:"A request that is unsettled for longer is hung."`
	AuthLoop int           `yaml:"auth_loop" min:"1" max:"1000" default:"3" doc:"A request that is sent more often than this because of authentication failures is an auth-loop."`
}

// Event is something that happens to many clients at one moment.
type Event struct {
	At     time.Duration `yaml:"at" min:"0s" max:"24h" doc:"When, counted from the start of the load."`
	Expire string        `yaml:"expire" enum:"tokens|sessions|codes" doc:"What expires: the developer server's tokens, WeChat's session_keys, or the codes not used yet."`
	Share  Share         `yaml:"share" default:"100%" doc:"Share of the clients that it hits; which ones follows from the seed."`
	Target string        `yaml:"target" format:"text" unset:"all targets" doc:"Whose tokens expire, where there are several: a host of targets, or target, the first one."`
	By     Expiry        `yaml:"by" doc:"How tokens expire at the target: gate, that is at the clients, or a mapping. Without it by the target's control calls, or at the gate where it has none."`
}

// Share is a part of a whole, from 0 to 1.
type Share float64

// String writes the share as a percentage, such as "12.5%".
func (s Share) String() string { return fmt.Sprintf("%.6g%%", float64(s)*100) }

// EffectiveThresholds returns the thresholds, or those that a scenario without any
// is held to.
func (s *Scenario) EffectiveThresholds() []reports.Threshold {
	if len(s.Thresholds) == 0 {
		return reports.DefaultThresholds()
	}
	return s.Thresholds
}
