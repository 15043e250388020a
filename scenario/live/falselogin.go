package live

import (
	"fmt"

	"github.com/wxload/wxload/client"
)

// maxNamed bounds the users that an example names.
const maxNamed = 10

// addFalseLogins adds the logins that gave a client a token although WeChat never
// accepted a code for them: a user's logins beyond the codes of that user that
// the mock saw used since the load began, and tells whether that is known. It is for
// when the workers have stopped.
func (r *run) addFalseLogins(t *client.Tally) (known bool) {
	accepted := r.backend.CodesUsed(r.before)
	if accepted == nil {
		return false
	}
	found := client.DefectTally{}
	for _, u := range r.users {
		if !u.begun {
			continue
		}
		logins := int64(u.client.Observer().LoginsSucceeded())
		used := accepted[u.name]
		if logins <= used {
			continue
		}
		if found.Clients == 0 {
			found.Example.Client = u.number
		}
		found.Count += logins - used
		found.Clients++
		if found.Clients <= maxNamed {
			found.Example.Steps = append(found.Example.Steps, client.Step{Kind: "ledger",
				Text: fmt.Sprintf("%s: the target gave %d tokens for codes, WeChat accepted %d of the codes", u.name, logins, used)})
		}
	}
	if found.Count > 0 {
		t.Defects[client.DefectKey{Class: client.FalseLogin}] = &found
	}
	return true
}
