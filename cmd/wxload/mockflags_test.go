package main

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

func parseMockFlags(t *testing.T, args ...string) *mockFlags {
	t.Helper()
	f, flags := &mockFlags{}, pflag.NewFlagSet("mock", pflag.ContinueOnError)
	f.define(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	if err := f.check(flags); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMockFlagsBecomeOptionsOfTheMock(t *testing.T) {
	delay, err := mockwx.ParseLatency("10ms..20ms")
	if err != nil {
		t.Fatal(err)
	}
	app := mockwx.App{AppID: "wx1", Secret: "s1"}
	for _, c := range []struct {
		args []string
		want mockwx.ServerOptions
	}{
		{nil, mockwx.ServerOptions{Addr: "127.0.0.1:8090", Options: mockwx.Options{
			Seed: 1, Apps: []mockwx.App{{AppID: mockwx.DefaultAppID, Secret: mockwx.DefaultSecret}}, Rotation: mockwx.RotateAlways}}},
		{[]string{"--addr", ":0", "--appid", "wx1", "--secret", "s1", "--seed", "7", "--session-rotation", "6h", "--session-ttl", "1h"},
			mockwx.ServerOptions{Addr: ":0", Options: mockwx.Options{
				Seed: 7, Apps: []mockwx.App{app}, Rotation: mockwx.Rotation(6 * time.Hour), SessionTTL: time.Hour}}},
	} {
		if got := parseMockFlags(t, c.args...).mockOptions(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v:\n got %+v\nwant %+v", c.args, got, c.want)
		}
	}
	for flag, endpoint := range map[string]string{
		"--login-latency": "login", "--checksession-latency": "checksession", "--jscode2session-latency": "jscode2session",
	} {
		want := []mockwx.Fault{{Endpoint: endpoint, Latency: delay}}
		if got := parseMockFlags(t, flag, "10ms..20ms").mockOptions().Faults; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", flag, got, want)
		}
	}
}

func speaking(t *testing.T, shape devserver.Shape, failure devserver.AuthFailure) *devserver.Protocol {
	t.Helper()
	contract, err := shape.Contract(failure)
	if err != nil {
		t.Fatal(err)
	}
	protocol, err := contract.Protocol()
	if err != nil {
		t.Fatal(err)
	}
	return protocol
}

func TestMockFlagsBecomeOptionsOfTheDeveloperServer(t *testing.T) {
	plain := parseMockFlags(t, "--devserver", "127.0.0.1:0").devOptions("http://127.0.0.1:1", nil)
	want := devserver.Options{Protocol: speaking(t, devserver.FlyJS, ""), Tokens: devserver.JWT, Policy: devserver.Multi, TTL: 2 * time.Hour, Seed: 1}
	if !reflect.DeepEqual(plain.Machine, want) {
		t.Errorf("without flags:\n got %+v\nwant %+v", plain.Machine, want)
	}
	if plain.WeChat != "http://127.0.0.1:1" || plain.AppID != mockwx.DefaultAppID || plain.Secret != mockwx.DefaultSecret {
		t.Errorf("without flags: WeChat %q, app %q", plain.WeChat, plain.AppID)
	}
	full := parseMockFlags(t, "--devserver", ":0", "--shape", "egg", "--token", "opaque", "--tokens", "single", "--token-ttl", "5m",
		"--auth-failure", "body40100", "--devserver-latency", "3ms", "--seed", "7").devOptions("", nil)
	want = devserver.Options{Protocol: speaking(t, devserver.Egg, devserver.Body40100), Tokens: devserver.Opaque, Policy: devserver.Single, TTL: 5 * time.Minute, Seed: 7}
	if !reflect.DeepEqual(full.Machine, want) {
		t.Errorf("with flags:\n got %+v\nwant %+v", full.Machine, want)
	}
	renewing := parseMockFlags(t, "--devserver", ":0", "--refresh", "once,720h").devOptions("", nil)
	usual, _ := devserver.FlyJS.Contract("")
	usual.Refresh = usual.UsualRefresh()
	if want.Protocol, _ = usual.Protocol(); !reflect.DeepEqual(renewing.Machine.Protocol, want.Protocol) || renewing.Machine.Refresh != (devserver.RefreshPolicy{OneTime: true, TTL: 720 * time.Hour}) {
		t.Errorf("with refresh tokens: %+v", renewing.Machine)
	}
	usual, _ = devserver.FlyJS.Contract("")
	usual.Token.Renewed = "X-Token"
	want.Protocol, _ = usual.Protocol()
	if bringing := parseMockFlags(t, "--devserver", ":0", "--renewed", "X-Token").devOptions("", nil); !reflect.DeepEqual(bringing.Machine.Protocol, want.Protocol) {
		t.Errorf("with tokens in answers: %+v", bringing.Machine)
	}
	usual, _ = devserver.FlyJS.Contract("")
	usual.Token.Place = devserver.Place{In: devserver.InCookie, Name: "sid"}
	want.Protocol, _ = usual.Protocol()
	if baking := parseMockFlags(t, "--devserver", ":0", "--session", "cookie").devOptions("", nil); !reflect.DeepEqual(baking.Machine.Protocol, want.Protocol) {
		t.Errorf("with cookies: %+v", baking.Machine)
	}
	if d := full.Latency(rand.New(rand.NewPCG(1, 1))); full.Addr != ":0" || d != 3*time.Millisecond {
		t.Errorf("with flags: address %q, latency %v", full.Addr, d)
	}
}

func TestFlagsOfTheDeveloperServerNeedOne(t *testing.T) {
	for flag, value := range map[string]string{
		"shape": "egg", "token": "jwt", "token-ttl": "1h", "tokens": "multi", "auth-failure": "http401", "refresh": "always", "renewed": "X-Token", "session": "cookie", "db": "x", "devserver-latency": "1ms",
	} {
		f, flags := &mockFlags{}, pflag.NewFlagSet("mock", pflag.ContinueOnError)
		f.define(flags)
		if err := flags.Parse([]string{"--" + flag, value}); err != nil {
			t.Fatal(err)
		}
		if err := f.check(flags); err == nil {
			t.Errorf("--%s without --devserver passed", flag)
		}
	}
}
