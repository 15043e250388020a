package confirm

import (
	"fmt"
	"net/http"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/sim/explore"
)

// happen lets a fault happen that hits no call.
func (v *servers) happen(f explore.Fault) (err error) {
	switch f {
	case explore.TokensExpire:
		return v.expireTokens()
	case explore.SessionExpires:
		v.mock.Do(func(now time.Time, m *mockwx.Machine) { err = m.SetSession(now, appID, user, false) })
		return err
	}
	return fmt.Errorf("no fault %q happens by itself", f)
}

// order is what becomes of a request that a fault keeps from its server.
func (v *servers) order(f explore.Fault) (order, error) {
	switch f {
	case explore.RequestFails:
		return order{cut: true}, nil
	case explore.WXLoginFails:
		return order{reply: jsonReply(http.StatusOK, []byte(`{"errMsg":"login:fail"}`))}, nil
	case explore.LoginHTTP500:
		return v.failure(http.StatusInternalServerError)
	case explore.LoginHTTP401:
		return v.failure(http.StatusUnauthorized)
	}
	return order{}, fmt.Errorf("no fault %q hits a call", f)
}

// failure answers as the developer server does when it fails; 401 is its
// authentication failure.
func (v *servers) failure(status int) (order, error) {
	var failed devserver.Reply
	err := v.dev.Update(func(m *devserver.Machine, _ time.Time) { failed = m.Failure(status) })
	return order{reply: jsonReply(failed.Status, failed.Body)}, err
}
