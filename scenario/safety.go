package scenario

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Hosts returns the hosts that a run may send to, sorted, each as "HOST:PORT":
// the target, the allowed domains, absolute URLs, a mock WeChat and control
// calls elsewhere, and what events call. What wxload starts itself is not among them.
func (s *Scenario) Hosts() []string {
	urls := append(s.allowed(), s.TargetURL(), s.Mock.URL, s.Target.Control)
	s.eachURL(func(_, u string) { urls = append(urls, u) })
	urls = slices.DeleteFunc(urls, func(u string) bool { return s.targetAt(u) != nil }) // it goes to that target's own URL
	for i := range s.Targets {
		urls = append(urls, s.Targets[i].URL, s.Targets[i].Control)
	}
	for _, e := range s.Events {
		urls = append(urls, strings.ReplaceAll(e.By.URL, "{{user}}", "user"))
	}
	var hosts []string
	for _, text := range urls {
		if u, err := url.Parse(text); err == nil && u.Host != "" {
			hosts = append(hosts, hostPort(u))
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	name := plainHost(u.Hostname())
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return name + ":" + port
}

// plainHost is a host's name as it is compared: LOCALHOST and localhost. are localhost.
func plainHost(name string) string {
	return strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
}

// CheckSafety refuses a run that could hurt somebody. Every host that is not
// loopback must be among allowHosts, as HOST for all of its ports or HOST:PORT;
// a name other than localhost is not loopback, whatever it resolves to. The
// release environment needs allowRelease unless wxload starts all servers
// itself: a loopback port may be a tunnel to production.
func CheckSafety(s *Scenario, allowHosts []string, allowRelease bool) error {
	hosts := s.Hosts()
	for _, host := range hosts {
		name := host[:strings.LastIndexByte(host, ':')]
		if !Loopback(name) && !hostAllowed(host, name, allowHosts) {
			bare := strings.Trim(name, "[]")
			return fmt.Errorf("%s is not on this machine; if it is yours and may be loaded, add --allow-host %s", host, bare)
		}
	}
	if s.App.Env == "release" && len(hosts) > 0 && !allowRelease {
		return fmt.Errorf("app.env is release and requests go to %s; if you mean production, add --allow-release", strings.Join(hosts, ", "))
	}
	return nil
}

func hostAllowed(host, name string, allowHosts []string) bool {
	return slices.ContainsFunc(allowHosts, func(allowed string) bool {
		allowed = strings.TrimSpace(allowed)
		if _, _, err := net.SplitHostPort(allowed); err == nil {
			return hostPort(&url.URL{Host: allowed}) == host
		}
		return plainHost(allowed) == plainHost(name)
	})
}

// Permits returns the rule for connections of a run that passed [CheckSafety] with
// allowHosts: to this machine, to the scenario's own hosts and to allowHosts, redirects
// included. It gets a host without its port, in any spelling, and is safe for concurrent
// use.
func (s *Scenario) Permits(allowHosts []string) func(host string) bool {
	var own []string
	for _, address := range append(s.Hosts(), allowHosts...) {
		address = strings.TrimSpace(address)
		if name, _, err := net.SplitHostPort(address); err == nil {
			address = name
		}
		own = append(own, plainHost(address))
	}
	return func(host string) bool { return Loopback(host) || slices.Contains(own, plainHost(host)) }
}

// Loopback reports names and addresses that never leave the machine, in any spelling.
// RFC 6761 reserves localhost and the names below it; 0.0.0.0 is every interface.
func Loopback(host string) bool {
	name := plainHost(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback()
}
