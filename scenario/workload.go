package scenario

// Workload is a hash of what a run of the scenario demands of its servers, SHA-256 in hex:
// two runs with one workload can be compared, before a change and after it. It is
// [Scenario.Fingerprint] without what such a change may be about, and without what may
// differ from try to try: the wrapper with its settings and files, the addresses of the
// target, of further ones and of the mock, the seed, and the thresholds. Whether a server
// is embedded is in it.
func (s *Scenario) Workload() (string, error) {
	plain, err := s.Resolve("", Embedded)
	if err != nil {
		return "", err
	}
	plain.Seed, plain.Wrapper, plain.Thresholds = 0, Wrapper{}, nil
	plain.App.Domains, plain.App.AllowedDomains = domains{}, nil
	plain.Target.move(s.EmbeddedTarget())
	for i := range plain.Targets {
		plain.Targets[i].move(s.Targets[i].Embedded())
	}
	plain.Mock.URL = ""
	if !s.EmbeddedMock() {
		plain.Mock.URL = elsewhere
	}
	return plain.Fingerprint(""), nil
}

// elsewhere is the address of any server that is not embedded.
const elsewhere = "elsewhere"

// move forgets where the target is.
func (t *Target) move(embedded bool) {
	t.URL, t.Control = Embedded, ""
	if !embedded {
		t.URL = elsewhere
	}
	t.DevServer.Addr = ""
}
