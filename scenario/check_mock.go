package scenario

// mock checks the mock WeChat: what fails, and how often.
func (c *checker) mock() {
	m := c.s.Mock
	rates := map[string]Share{}
	for i, fault := range m.Faults {
		path := index("mock.faults", i)
		c.fault(path, fault)
		if !fault.always() || fault.InMock().Errcode == 0 {
			continue
		}
		if rates[fault.Endpoint] += fault.Rate; rates[fault.Endpoint] > 1 {
			c.report(path+".rate", "the rates of %s add up to %v; at most 100%% of the calls can fail", fault.Endpoint, rates[fault.Endpoint])
		}
	}
	if m.URL != "" && len(m.Faults) > 0 && !c.opt.Offline {
		c.report("mock.faults", "only the embedded mock WeChat has faults; delete mock.url or this list")
	}
}

// fault checks one of them by the mock's own rules, and by those that only a file
// can break.
func (c *checker) fault(path string, fault Fault) {
	switch {
	case c.isBroken(path):
	case fault.Rate == 0:
		c.report(path, "expected a rate above 0%%, such as rate: 1%%")
	case fault.ErrCode == 0 && c.given(path+".errcode"):
		c.report(path+".errcode", "expected an errcode other than 0; WeChat has 0 for success")
	case fault.From > 0 && fault.From >= c.s.Load.Total() && !c.isBroken("load"):
		c.report(path+".from", "the load ends before that, after %v", c.s.Load.Total())
	default:
		if err := fault.InMock().Validate(); err != nil {
			c.report(path, "%v", err)
		}
	}
}
