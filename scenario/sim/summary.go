package sim

// Summary counts what a run showed. Requests are those of the pages; what the
// wrapper sends on its own account is apart.
type Summary struct {
	WXLoginCalls       int                `json:"wxLoginCalls"`
	LoginPosts         int                `json:"loginPosts"`
	TicketPosts        int                `json:"ticketPosts,omitempty"` // of logins in two steps; LoginPosts counts the second
	LoginsSucceeded    int                `json:"loginsSucceeded"`
	RefreshPosts       int                `json:"refreshPosts,omitempty"`
	RefreshesSucceeded int                `json:"refreshesSucceeded,omitempty"`
	CheckSessionCalls  int                `json:"checkSessionCalls"`
	DuplicateLogins    int                `json:"duplicateLogins"` // see Result.Duplicates for the better count
	DuplicateBreakdown DuplicateBreakdown `json:"duplicateBreakdown"`

	MaxConcurrentLogins  int `json:"maxConcurrentLogins"`
	RequestsSent         int `json:"requestsSent"`
	RequestsWithoutToken int `json:"requestsWithoutToken"` // that needed one
	AuxRequestsSent      int `json:"auxRequestsSent"`
	AuthFailuresSeen     int `json:"authFailuresSeen"` // login answers apart

	RequestsSettledOk              int `json:"requestsSettledOk"`
	RequestsSettledRejected        int `json:"requestsSettledRejected"`
	RequestsSettledWithAuthFailure int `json:"requestsSettledWithAuthFailure"`
	RequestsSettledWithHTTPError   int `json:"requestsSettledWithHttpError"`
	RequestsSettledEmpty           int `json:"requestsSettledEmpty"`
	RequestsNeverSettled           int `json:"requestsNeverSettled"`
	RequestsNeverIssued            int `json:"requestsNeverIssued"` // of these

	LastSettleTime          *int64 `json:"lastSettleTime"`
	FinalToken              string `json:"finalToken"`
	FinalTokenValidAtServer bool   `json:"finalTokenValidAtServer"`
	LoginsInFlightAtHorizon int    `json:"loginsInFlightAtHorizon"`
}

// DuplicateBreakdown tells why the cases' own rule counts a login as duplicate.
// A login can have both reasons.
type DuplicateBreakdown struct {
	InFlight                         int `json:"inFlight"`
	TokenStillValid                  int `json:"tokenStillValid"`
	TokenStillValidButSessionInvalid int `json:"tokenStillValidButSessionInvalid"` // and no other was in flight
}

// finishSummary counts what is known at the horizon only.
func (w *world) finishSummary() {
	s := &w.summary
	settled := map[string]*int{
		"ok": &s.RequestsSettledOk, "rejected": &s.RequestsSettledRejected,
		"authFailure": &s.RequestsSettledWithAuthFailure, "httpError": &s.RequestsSettledWithHTTPError,
		"empty": &s.RequestsSettledEmpty, "never": &s.RequestsNeverSettled,
	}
	for _, r := range w.trace.requests {
		*settled[r.Outcome]++
		if r.IssuedAt == nil {
			s.RequestsNeverIssued++
		}
		if r.SettledAt != nil && (s.LastSettleTime == nil || *r.SettledAt > *s.LastSettleTime) {
			s.LastSettleTime = r.SettledAt
		}
	}
	key := w.wrapper.Defaults.TokenKey
	s.FinalToken = w.client.Storage().Get(key)
	if _, isUndefined := w.client.Storage().Has(key); isUndefined {
		s.FinalToken = undefined
	}
	s.FinalTokenValidAtServer = w.servers.Developer.TokenValid(w.time(), s.FinalToken)
	s.LoginsInFlightAtHorizon = len(w.inFlight)
}
