package scenario

import "testing"

func TestTheEmbeddedServerRenewsWhereItsClientsLook(t *testing.T) {
	for yaml, want := range map[string]string{
		"{}":                                  "",
		"{token: {renewed: {header: x-new}}}": "x-new",
		"{token: {renewed: {header: x-new}}, devserver: {renewed: {header: X-Another}}}": "X-Another",
		"{devserver: {renewed: {header: X-Another}}}":                                    "X-Another",
	} {
		s := resolved(t, mustParse(t, "target: "+yaml), "flyjs")
		contract, err := s.Target.Contract()
		if err != nil || contract.Token.Renewed != want {
			t.Errorf("%s: %q, %v", yaml, contract.Token.Renewed, err)
		}
	}
}
