package main

import "testing"

func TestRefreshTokensAreWrittenAsTheyAreRead(t *testing.T) {
	for text, want := range map[string]string{"once": "once", "always": "always", "once,720h": "once,720h0m0s", "always,90s": "always,1m30s"} {
		var r refreshTokens
		if err := r.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got, _ := r.MarshalText(); string(got) != want {
			t.Errorf("%s is written %s", text, got)
		}
	}
	for _, text := range []string{"", "twice", "once,", "once,0s", "once,-1h", "once 1h", "1h"} {
		if err := new(refreshTokens).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
