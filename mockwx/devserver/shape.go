package devserver

import (
	"net/http"
	"strconv"
	"time"

	"github.com/tidwall/gjson"
)

// Shape names the envelope of the answers: that of the backend which a
// published wrapper expects, under the wrapper's name.
type Shape string

const (
	// Template answers {"code":20000,"message":"ok","result":…}, with the token at
	// result.token; an authentication failure is HTTP 200 with code 40100.
	Template Shape = "template"
	// FlyJS answers {"code":0,"data":…}, with the token at data.token; an
	// authentication failure is HTTP 401.
	FlyJS Shape = "flyjs"
	// Callback is as FlyJS.
	Callback Shape = "callback"
	// Taro is as FlyJS.
	Taro Shape = "taro"
	// Egg is as FlyJS, but a login answers {"msg","token"}, and errors have a msg.
	Egg Shape = "egg"
	// UserClass is as FlyJS, but data is the token itself, which comes back in
	// the header sessionKey.
	UserClass Shape = "userclass"
	// Reference is as FlyJS.
	Reference Shape = "reference"
)

// AuthFailure is how a request without a valid token is answered.
type AuthFailure string

const (
	// HTTP401 is status 401.
	HTTP401 AuthFailure = "http401"
	// Body40100 is status 200 with code 40100 in the body.
	Body40100 AuthFailure = "body40100"
)

// envelope writes answers in one shape.
type envelope struct {
	shape       Shape
	open, null  string // before an answer's data, and in place of it after an error
	message     string // the name of the field for an error's text
	tokenHeader string
	authStatus  int
}

func newEnvelope(shape Shape, failure AuthFailure) envelope {
	e := envelope{
		shape:       shape,
		open:        `{"code":0,"data":`,
		null:        `,"data":null}`,
		message:     `,"message":`,
		tokenHeader: "Authorization",
		authStatus:  http.StatusUnauthorized,
	}
	switch shape {
	case Template:
		e.open, e.null = `{"code":20000,"message":"ok","result":`, `,"result":null}`
		e.authStatus = http.StatusOK
	case Egg:
		e.message, e.null = `,"msg":`, `}`
	case UserClass:
		e.tokenHeader = "Sessionkey"
	}
	switch failure {
	case HTTP401:
		e.authStatus = http.StatusUnauthorized
	case Body40100:
		e.authStatus = http.StatusOK
	}
	return e
}

// text is an answer whose data is a string.
func (e envelope) text(s string) []byte {
	b := make([]byte, 0, len(e.open)+len(s)+8)
	b = gjson.AppendJSONString(append(b, e.open...), s)
	return append(b, '}')
}

// named is an answer whose data is {"name":…}.
func (e envelope) named(name string) []byte {
	return e.object("name", name)
}

// object is an answer whose data has one string.
func (e envelope) object(key, value string) []byte {
	b := make([]byte, 0, len(e.open)+len(key)+len(value)+12)
	b = append(b, e.open...)
	b = append(append(append(b, `{"`...), key...), `":`...)
	b = appendString(b, value)
	return append(b, "}}"...)
}

// login is the answer that delivers a token.
func (e envelope) login(token string, ttl time.Duration) []byte {
	b := make([]byte, 0, len(e.open)+len(token)+64)
	switch e.shape {
	case Egg:
		b = appendToken(append(b, `{"msg":"登录成功！","token":`...), token)
		b = appendLifetime(b, ttl)
	case UserClass:
		b = appendToken(append(b, e.open...), token)
		b = appendLifetime(b, ttl)
	default:
		b = append(append(b, e.open...), `{"token":`...)
		b = appendLifetime(appendToken(b, token), ttl)
		b = append(b, '}')
	}
	return append(b, '}')
}

// failure is the answer to a request that failed with an HTTP status.
func (e envelope) failure(status int, text string) []byte {
	b := make([]byte, 0, len(text)+64)
	b = strconv.AppendInt(append(b, `{"code":`...), int64(bodyCode(status)), 10)
	b = gjson.AppendJSONString(append(b, e.message...), text)
	return append(b, e.null...)
}

// codeClosed is the code in the body where sealed data cannot be opened with the
// session_key that the server keeps.
const codeClosed = 42201

// bodyCode is the code in the body that goes with an HTTP status, as the
// template document's configuration lists them.
func bodyCode(status int) int {
	switch status {
	case http.StatusUnauthorized:
		return 40100
	case http.StatusForbidden:
		return 40003
	case http.StatusNotFound:
		return 40004
	case http.StatusUnprocessableEntity:
		return codeClosed
	case http.StatusBadGateway:
		return 50002
	case http.StatusServiceUnavailable:
		return 50003
	case http.StatusGatewayTimeout:
		return 50004
	}
	if status < http.StatusInternalServerError {
		return 40000
	}
	return 50000
}

// appendString appends s as JSON, at little cost where nothing needs an escape.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return gjson.AppendJSONString(b, s)
		}
	}
	return appendToken(b, s)
}

func appendToken(b []byte, token string) []byte {
	b = append(b, '"')
	b = append(b, token...)
	return append(b, '"')
}

func appendLifetime(b []byte, ttl time.Duration) []byte {
	if ttl == 0 {
		return b
	}
	return strconv.AppendFloat(append(b, `,"expires_in":`...), ttl.Seconds(), 'f', -1, 64)
}
