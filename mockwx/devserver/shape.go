package devserver

import "fmt"

// Shape is a name for a contract: that of the backend which a published wrapper
// expects, under the wrapper's name. The empty Shape is FlyJS.
type Shape string

const (
	// Template answers {"code":20000,"message":"ok","result":…}, with the token at
	// result.token; an authentication failure is HTTP 200 with code 40100.
	Template Shape = "template"
	// FlyJS answers {"code":0,"data":…}, with the token at data.token; an
	// authentication failure is HTTP 401.
	FlyJS Shape = "flyjs"
	// Taro is as FlyJS.
	Taro Shape = "taro"
	// Egg is as FlyJS, but a login goes to /user/login and answers {"msg","token"},
	// and errors have a msg.
	Egg Shape = "egg"
	// UserClass is as FlyJS, but data is the token itself, which comes back in
	// the header sessionKey.
	UserClass Shape = "userclass"
)

// AuthFailure is one of the usual ways to answer a request without a valid token.
// The empty AuthFailure is the one that is usual for the shape.
type AuthFailure string

const (
	// HTTP401 is status 401.
	HTTP401 AuthFailure = "http401"
	// Body40100 is status 200 with code 40100 in the body.
	Body40100 AuthFailure = "body40100"
)

// Contract is the one that the shape names, with an authentication failure. The
// caller may change it. It fails for words that name nothing.
func (s Shape) Contract(failure AuthFailure) (Contract, error) {
	c, known := s.contract()
	if !known {
		return Contract{}, fmt.Errorf("unknown shape %q: want template, flyjs, taro, egg or userclass", string(s))
	}
	switch failure {
	case "":
	case HTTP401:
		c.AuthFailure = Match{Status: []int{401}}
	case Body40100:
		c.AuthFailure = Match{Path: "code", Values: []string{"40100"}}
	default:
		return Contract{}, fmt.Errorf("unknown authentication failure %q: want http401 or body40100", string(failure))
	}
	return c, nil
}

func (s Shape) contract() (c Contract, known bool) {
	c = Contract{
		Login: Login{Method: "POST", Paths: []string{"/login", "/user/login"}, Code: Place{InBody, "code"},
			Token: "data.token", ExpiresIn: "data.expires_in"},
		Token:       Token{Place: Place{InHeader, "Authorization"}},
		AuthFailure: Match{Status: []int{401}},
		Displaced:   Match{Path: "code", Values: []string{"42201"}},
		Result:      "data",
		Words:       Words{Failure: "message", Null: true},
	}
	switch s {
	case "", FlyJS, Taro:
	case Template:
		c.Login.Token, c.Login.ExpiresIn, c.Result = "result.token", "result.expires_in", "result"
		c.Success = Match{Path: "code", Values: []string{"20000"}}
		c.AuthFailure = Match{Path: "code", Values: []string{"40100"}}
		c.Words.Success = Member{"message", `"ok"`}
	case Egg:
		c.Login.Paths = []string{"/user/login", "/login"}
		c.Login.Token, c.Login.ExpiresIn = "token", "expires_in"
		c.Words = Words{Login: Member{"msg", `"登录成功！"`}, Failure: "msg"}
	case UserClass:
		c.Login.Token, c.Login.ExpiresIn = "data", "expires_in"
		c.Token.Name = "sessionKey"
	default:
		return Contract{}, false
	}
	return c, true
}
