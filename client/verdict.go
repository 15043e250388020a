package client

// verdict is what a part of the observer finds when it judges something: the
// class and kind of a defect. The zero verdict is no defect.
type verdict = DefectKey

// ruling says whether a login, when it started, was justified, and which kind of
// duplicate it is where not.
type ruling uint8

const (
	justified  ruling = iota
	concurrent        // another login runs
	stale401          // it was made for the rejection of an older token than the current one
	needless          // nothing speaks against the current token
)

// of is the verdict of a class of duplicates.
func (r ruling) of(class string) verdict {
	switch r {
	case concurrent:
		return verdict{class, "concurrent"}
	case stale401:
		return verdict{class, "stale-401"}
	case needless:
		return verdict{class, "needless"}
	default: // justified
		return verdict{}
	}
}

// outcome says how a page's call ended.
type outcome uint8

const (
	outcomeOK          outcome = iota
	outcomeRejected            // it was rejected
	outcomeAuthFailure         // settled with the authentication failure as its value
	outcomeHTTPError           // settled with another error of the server as its value
	outcomeEmpty               // settled with nothing
	outcomeHung
	outcomeOpen // neither settled nor hung at the end
)
