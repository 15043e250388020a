package mockwx

// TB is the part of testing.TB that [NewServer] needs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// NewServer starts a mock WeChat on loopback for a test and closes it at the
// test's end. Each function may change the options first. Servers of parallel
// tests do not know of each other.
func NewServer(t TB, change ...func(*ServerOptions)) *Server {
	t.Helper()
	var o ServerOptions
	for _, f := range change {
		f(&o)
	}
	s, err := Start(o)
	if err != nil {
		t.Fatalf("starting the mock WeChat: %v", err)
		return nil
	}
	t.Cleanup(s.Close)
	return s
}
