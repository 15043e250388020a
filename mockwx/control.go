package mockwx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// handleSelection is a POST under /_wx/control/ that does something to users and
// answers how many it was done to. An empty body selects everything.
func (m *Machine) handleSelection(now time.Time, r Request, done string, do func(*Machine, time.Time, Selection) int) Reply {
	if r.Method != http.MethodPost {
		return errorReply(http.StatusMethodNotAllowed, "use POST")
	}
	var sel Selection
	if len(r.Body) > 0 {
		if err := decodeStrictly(r.Body, &sel); err != nil {
			return errorReply(http.StatusBadRequest, err.Error())
		}
	}
	if sel.AppID != "" && m.app(sel.AppID) == nil {
		return m.unknownApp()
	}
	return jsonReply(http.StatusOK, map[string]int{done: do(m, now, sel)})
}

// handleExpireTokens is POST /_wx/control/expire-access-tokens.
func (m *Machine) handleExpireTokens(now time.Time, r Request) Reply {
	return m.handleSelection(now, r, "expired", func(m *Machine, now time.Time, sel Selection) int {
		return m.ExpireTokens(now, sel.AppID)
	})
}

// handleLedger is GET /_wx/ledger.
func (m *Machine) handleLedger(now time.Time, r Request) Reply {
	if r.Method != http.MethodGet {
		return errorReply(http.StatusMethodNotAllowed, "use GET")
	}
	appid := param(r.Query, "appid")
	if appid != "" && m.app(appid) == nil {
		return m.unknownApp()
	}
	return jsonReply(http.StatusOK, m.Ledger(now, appid, param(r.Query, "user")))
}

// handleApps is GET /_wx/apps: the apps without their secrets.
func (m *Machine) handleApps(_ time.Time, r Request) Reply {
	if r.Method != http.MethodGet {
		return errorReply(http.StatusMethodNotAllowed, "use GET")
	}
	type line struct {
		AppID   string `json:"appid"`
		Account string `json:"account,omitempty"`
		Users   int    `json:"users"`
		Tokens  uint64 `json:"tokens"` // access tokens issued
	}
	lines := make([]line, len(m.apps))
	for i, a := range m.apps {
		lines[i] = line{a.AppID, a.Account, len(a.users), a.tokensIssued()}
	}
	return jsonReply(http.StatusOK, map[string][]line{"apps": lines})
}

func (m *Machine) unknownApp() Reply {
	return errorReply(http.StatusBadRequest, fmt.Sprintf("the mock does not know this appid; the first it knows is %s", m.apps[0].AppID))
}

// decodeStrictly reads one JSON value without unknown keys: a misspelt "users"
// must not select everybody.
func decodeStrictly(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("body: more than one JSON value")
	}
	return nil
}

// errorReply is an error of the mock itself, not of WeChat.
func errorReply(status int, message string) Reply {
	return jsonReply(status, map[string]string{"error": message})
}

// jsonReply encodes v, which consists of plain fields and always can be.
func jsonReply(status int, v any) Reply {
	body, err := json.Marshal(v)
	if err != nil {
		return Reply{http.StatusInternalServerError, typeText, []byte(err.Error())}
	}
	return Reply{status, typeJSON, body}
}
