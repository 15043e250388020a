package scenario

import (
	"time"

	"github.com/wxload/wxload/mockwx"
)

// Mock is the mock WeChat server: one that wxload starts itself, or one that
// runs elsewhere.
type Mock struct {
	Addr       string      `yaml:"addr" format:"addr" default:"127.0.0.1:0" doc:"Where the embedded mock WeChat listens; port 0 is any free port. A target in another process needs a fixed one."`
	URL        string      `yaml:"url" format:"url" unset:"wxload starts the mock WeChat itself" doc:"Base URL of a mock WeChat that runs elsewhere (wxload mock)."`
	Secret     string      `yaml:"secret" format:"secret" unset:"made from the seed" doc:"appsecret that the mock WeChat asks the developer server for."`
	SessionKey sessionKey  `yaml:"session_key" doc:"How session_keys change."`
	Latency    mockLatency `yaml:"latency" doc:"How long the embedded mock WeChat takes to answer."`
	Faults     []Fault     `yaml:"faults" doc:"What goes wrong at the embedded mock WeChat, from the start of the load."`
}

// sessionKey says when a user's session_key changes.
type sessionKey struct {
	Rotate   mockwx.Rotation `yaml:"rotate" default:"always" doc:"Whether a login changes the session_key: \"always\", \"never\", or a minimum period such as 6h."`
	Lifetime time.Duration   `yaml:"lifetime" min:"1ms" max:"8760h" unset:"it does not expire by itself" doc:"After this time a session_key expires and wx.checkSession fails."`
}

// mockLatency is the latency of the mock WeChat by what it is asked.
type mockLatency struct {
	Login          mockwx.Latency `yaml:"login" default:"30ms" doc:"Latency of wx.login."`
	CheckSession   mockwx.Latency `yaml:"checksession" default:"20ms" doc:"Latency of wx.checkSession."`
	JSCode2Session mockwx.Latency `yaml:"jscode2session" default:"10ms" doc:"Latency of the jscode2session call of the developer server."`
}
