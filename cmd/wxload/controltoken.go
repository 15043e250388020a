package main

import (
	"crypto/rand"
	"fmt"
	"net"

	"github.com/wxload/wxload/scenario"
)

// isReachable reports whether other machines can reach a server at addr.
func isReachable(addr string) bool {
	host, _, _ := net.SplitHostPort(addr)
	return addr != "" && !scenario.Loopback(host)
}

// guardControl sees to it that a mock which other machines can reach has a
// control token: a new one where none was given, which is told.
func (p *program) guardControl(f *mockFlags) {
	if !isReachable(f.addr) {
		return
	}
	f.tokenMade = f.controlToken == ""
	if f.tokenMade {
		f.controlToken = rand.Text()
	}
	p.warn("--addr "+f.addr+" can be reached from other machines",
		`it answers everybody; calls under /_wx/control/ need the header "Authorization: Bearer TOKEN"`)
}

// warnIfReachable warns of a server beside the mock that other machines can reach.
func (p *program) warnIfReachable(flag, addr, harm string) {
	if isReachable(addr) {
		p.warn(fmt.Sprintf("%s %s can be reached from other machines", flag, addr), harm+"; 127.0.0.1 is this machine alone")
	}
}
