package scenario

import (
	"time"

	"github.com/wxload/wxload/mockwx"
)

// Fault is something that goes wrong at the embedded mock WeChat: one of errcode,
// status, reset, body and content_type, or a latency alone, or both. With none of
// them WeChat is busy.
type Fault struct {
	Endpoint    string         `yaml:"endpoint" enum:"login|checksession|userinfo|phonenumber|jscode2session|token|stable_token|wxa/checksession|resetusersessionkey|getuserphonenumber|getwxacodeunlimit|subscribe/send|msg_sec_check|getuserriskrank|getticket" doc:"Where it goes wrong: wx.login, wx.checkSession, getUserInfo or getPhoneNumber on the device, or a call of the server API."`
	Rate        Share          `yaml:"rate" doc:"Share of the calls that it hits."`
	Share       Share          `yaml:"share" unset:"all users" doc:"Share of the users that it hits, always the same ones."`
	From        time.Duration  `yaml:"from" min:"0s" max:"24h" unset:"from the start" doc:"When it begins, after the start of the load."`
	To          time.Duration  `yaml:"to" min:"1ms" max:"24h" unset:"until the end" doc:"When it ends, after the start of the load."`
	Latency     mockwx.Latency `yaml:"latency" unset:"none" doc:"Added to the latency of the endpoint."`
	ErrCode     int            `yaml:"errcode" unset:"-1 where the fault does nothing else" doc:"errcode of the answer (WeChat: -1 is \"system error\", WeChat is busy)."`
	Status      int            `yaml:"status" min:"400" max:"599" unset:"none" doc:"HTTP status of a gateway in front of WeChat, such as 429 or 502."`
	Reset       string         `yaml:"reset" enum:"before|after" unset:"none" doc:"Resets the connection: before or after the call is done. After it, a code is used up."`
	Body        string         `yaml:"body" enum:"slow|truncated|malformed" unset:"whole" doc:"Spoils the body of an answer. slow sends it in pieces, over the second half of the latency."`
	ContentType string         `yaml:"content_type" format:"header value" unset:"WeChat's" doc:"Content-Type of the answer."`
}

// InMock is the fault as a mock WeChat has it.
func (f Fault) InMock() mockwx.Fault {
	fault := mockwx.Fault{
		Endpoint: f.Endpoint, Rate: mockwx.Share(f.Rate), Share: mockwx.Share(f.Share),
		From: mockwx.Offset(f.From), To: mockwx.Offset(f.To),
		Latency: f.Latency, Errcode: f.ErrCode, Status: f.Status,
		Reset: f.Reset == "before", ResetAfter: f.Reset == "after",
		Body: f.Body, ContentType: f.ContentType,
	}
	if f.Latency == (mockwx.Latency{}) && f.ErrCode == 0 && f.Status == 0 && f.Reset == "" && f.Body == "" && f.ContentType == "" {
		fault.Errcode = -1
	}
	return fault
}

// always reports a fault that hits some of all calls of an endpoint at all times.
func (f Fault) always() bool { return f.Share == 0 && f.From == 0 && f.To == 0 }
