package confirm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// happen lets a fault happen that hits no call.
func (d *director) happen(f situation.Fault) error {
	switch f {
	case situation.TokensExpire:
		return d.expireTokens()
	case situation.RefreshExpires:
		return d.expireRefreshTokens()
	case situation.SessionExpires:
		return d.backend.ExpireAtWeChat("sessions", []string{d.user})
	default:
		return fmt.Errorf("no fault %q happens by itself", f)
	}
}

// orderOf is what becomes of a request that a fault keeps from its server.
func (d *director) orderOf(f situation.Fault) (order, error) {
	switch f {
	case situation.RequestFails:
		return order{cut: true}, nil
	case situation.WXLoginFails:
		return order{reply: jsonReply(http.StatusOK, []byte(`{"errMsg":"login:fail"}`))}, nil
	case situation.LoginHTTP500, situation.RefreshHTTP500, situation.TicketHTTP500:
		failed := d.backend.Failure(http.StatusInternalServerError)
		return order{reply: jsonReply(failed.Status, failed.Body)}, nil
	case situation.LoginHTTP401:
		return order{reply: rejection(&d.settings.Target)}, nil
	default:
		return order{}, fmt.Errorf("no fault %q hits a call", f)
	}
}

// rejection is an answer that the target's clients take for an authentication
// failure: by its status, or by a member of its body.
func rejection(t *wrapper.Target) *reply {
	m := t.AuthFailure
	switch {
	case slices.Contains(m.Status, http.StatusUnauthorized):
		return jsonReply(http.StatusUnauthorized, []byte("{}"))
	case len(m.Status) > 0:
		return jsonReply(m.Status[0], []byte("{}"))
	case len(m.Values) == 0:
		return jsonReply(http.StatusUnauthorized, []byte("{}")) // nothing is one
	}
	var body any = json.RawMessage(m.Values[0])
	names := strings.Split(m.Path, ".")
	for _, name := range slices.Backward(names) {
		body = map[string]any{name: body}
	}
	text, err := json.Marshal(body)
	if err != nil {
		text = []byte("{}")
	}
	return jsonReply(http.StatusOK, text)
}
