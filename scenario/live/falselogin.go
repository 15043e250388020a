package live

import (
	"fmt"

	"github.com/wxload/wxload/client"
)

// maxNamed bounds the users that an example names.
const maxNamed = 10

// addFalseLogins adds the logins that gave a client a token although WeChat had refused
// its code, or was never asked, and tells whether that is known: a user's logins beyond
// the codes of that user that the mock saw used since the load began, and the codes that
// it refused beyond the login POSTs that gave no token. Such a target asks about one
// code twice, and takes the refusal for a login. It is for when the workers have stopped.
func (r *run) addFalseLogins(t *client.Tally) (known bool) {
	exchanges := r.backend.Exchanges(r.before)
	if exchanges == nil {
		return false
	}
	found := client.DefectTally{}
	for _, u := range r.users {
		if !u.begun {
			continue
		}
		seen, asked := u.client.Observer().LoginPosts(), exchanges[u.name]
		n, text := int64(0), ""
		switch {
		case seen.Succeeded > asked.Used:
			n = seen.Succeeded - asked.Used
			text = fmt.Sprintf("%s: the target gave %d tokens for codes, WeChat accepted %d of the codes", u.name, seen.Succeeded, asked.Used)
		case asked.Refused > seen.Tokenless:
			n = asked.Refused - seen.Tokenless
			text = fmt.Sprintf("%s: WeChat refused a code %d times, and %d login POSTs got no token: the target asked again about a code that it had used, and gave a token all the same",
				u.name, asked.Refused, seen.Tokenless)
		default:
			continue
		}
		if found.Clients == 0 {
			found.Example.Client = u.number
		}
		found.Count += n
		found.Clients++
		if found.Clients <= maxNamed {
			found.Example.Steps = append(found.Example.Steps, client.Step{Kind: "ledger", Text: text})
		}
	}
	if found.Count > 0 {
		t.Defects[client.DefectKey{Class: client.FalseLogin}] = &found
	}
	return true
}
