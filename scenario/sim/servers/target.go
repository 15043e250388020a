package servers

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx/devserver"
)

// contract is how the developer server speaks: as the target, where there is one, or
// else as the shape.
func (o *Options) contract() (*devserver.Contract, error) {
	if o.Target == nil {
		c, err := devserver.Shape(o.Shape).Contract(devserver.AuthFailure(o.AuthFailure))
		if o.Ticket {
			c.Login.Ticket = c.UsualTicket()
			c.Login.Code = devserver.Place{In: devserver.InBody, Name: ticketName}
		}
		return &c, err
	}
	c, err := devserver.FlyJS.Contract("")
	if err != nil {
		return nil, err
	}
	t := o.Target
	c.Login = devserver.Login{Method: cmp.Or(t.Login.Method, "POST"), Paths: []string{t.Login.Path},
		Code: place(t.Login.Code, devserver.InBody), Token: t.Login.Token,
		ExpiresIn: cmp.Or(t.Login.ExpiresIn, t.Login.Token[:strings.LastIndexByte(t.Login.Token, '.')+1]+"expires_in")}
	if k := t.Login.Ticket; t.TwoSteps() {
		c.Login.Ticket = devserver.Ticket{Method: cmp.Or(k.Method, "POST"), Path: k.Path, Code: place(k.Code, devserver.InBody), Ticket: k.Ticket}
	}
	if c.Login.Anywhere = t.Login.Path == wrapper.AnyPath; c.Login.Anywhere {
		c.Login.Paths = []string{"/login"}
	}
	c.Token = devserver.Token{Place: place(t.Token, devserver.InHeader), Prefix: t.Prefix, With: devserver.Companion(t.With)}
	c.Success, c.AuthFailure, c.Result = match(t.Success), match(t.AuthFailure), t.Result
	if o.AuthFailure != "" {
		c.AuthFailure, err = authFailure(o.AuthFailure)
	}
	return &c, err
}

// authFailure is one of the ways that have names.
func authFailure(name string) (devserver.Match, error) {
	c, err := devserver.FlyJS.Contract(devserver.AuthFailure(name))
	return c.AuthFailure, err
}

func place(p wrapper.Place, usual devserver.In) devserver.Place {
	return devserver.Place{In: cmp.Or(devserver.In(p.In), usual), Name: p.Name}
}

func match(m wrapper.Match) devserver.Match {
	return devserver.Match{Status: slices.Clone(m.Status), Path: m.Path, Values: slices.Clone(m.Values)}
}

// TargetOf is the target of a user's own code, whose backend has no shape; nil where it
// has one.
func TargetOf(info wrapper.Info) *wrapper.Target {
	if info.Shape != "" || info.Source == "" {
		return nil
	}
	return &info.Defaults.Target
}
