package client_test

import (
	"maps"
	"strconv"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
)

func TestAnAnswerThatCountsAsOKAndLooksLikeAnErrorIsAClue(t *testing.T) {
	for body, want := range map[string]client.Masked{
		`{"code":40100,"message":"please log in"}`:  {Name: "a", Member: "code", Value: "40100"},
		`{"code":"1003","msg":"out of stock"}`:      {Name: "a", Member: "code", Value: "1003"},
		`{"code":-1,"message":"no"}`:                {Name: "a", Member: "code", Value: "-1"},
		`{"errno":12,"data":null}`:                  {Name: "a", Member: "errno", Value: "12"},
		`{"errcode":"5","errmsg":"no"}`:             {Name: "a", Member: "errcode", Value: "5"},
		`{"success":false,"code":0,"message":"no"}`: {Name: "a", Member: "success", Value: "false"},

		`{"code":0,"message":"ok"}`:                           {},
		`{"code":200,"message":"ok"}`:                         {},
		`{"code":7,"message":"as the login's"}`:               {},
		`{"code":48213,"name":"a coupon"}`:                    {},
		`{"code":"SPRING","message":"a word"}`:                {},
		`{"code":13800138000000,"message":"a phone number"}`:  {},
		`{"errno":0,"data":{"code":9,"message":"inside it"}}`: {},
		`{"success":true}`:                                    {},
		`[{"code":40100,"message":"no"}]`:                     {},
		`<html>`:                                              {},
		``:                                                    {},
	} {
		s := newStream(nil)
		s.code(s.wxLogin(), "c1")
		s.answer(s.post("c1"), 200, `{"token":"t1","code":7,"message":"ok"}`)
		s.answer(s.send(s.named("a"), "t1"), 200, body)
		wanted := map[client.Masked]int64{}
		if want.Name != "" {
			wanted[want] = 1
		}
		if got := s.o.Tally().Clues.Masked; !maps.Equal(got, wanted) {
			t.Errorf("%s: %v", body, got)
		}
	}
}

func TestWhereTheBodyOfASuccessIsKnownNothingIsMasked(t *testing.T) {
	s := newStream(func(c *client.ObserverConfig) {
		known := target
		known.Success = wrapper.Match{Path: "code", Values: []string{"0", "40100"}}
		c.Target = &known
	})
	s.answer(s.send(s.named("a"), "t1"), 200, `{"code":40100,"message":"is fine here"}`)
	if got := s.o.Tally().Clues.Masked; len(got) > 0 {
		t.Errorf("%v", got)
	}
}

func TestFewMaskedErrorsAreCountedApart(t *testing.T) {
	s := newStream(nil)
	for i := range 1000 {
		s.answer(s.send(s.named("a"), "t1"), 200, `{"errno":`+strconv.Itoa(i+1)+`}`)
	}
	if n := len(s.o.Tally().Clues.Masked); n != 50 {
		t.Errorf("%d", n)
	}
}
