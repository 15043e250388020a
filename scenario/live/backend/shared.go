package backend

import (
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// EmbedsTarget reports whether the target is in this process.
func (b *Backend) EmbedsTarget() bool { return b.servers.dev != nil }

// TargetLedgers are what the target's ledger said before the load and says now, with the
// requests of all who use it; none where it has no control calls.
func (b *Backend) TargetLedgers(before Ledgers) []result.Ledger {
	if b.standIn == nil {
		return nil
	}
	now, err := b.standIn.readLedger()
	l := result.Ledger{Boot: before.target.Boot, From: before.target.counts()}
	switch {
	case err != nil:
		l.To.LostMemory = err.Error()
	case now.Boot != before.target.Boot:
		l.To.LostMemory = "the developer server was restarted during the run and counts from zero"
	default:
		l.To = now.counts()
	}
	return []result.Ledger{l}
}

// counts are those of the ledger that books have.
func (l *standInLedger) counts() reports.TargetBooks {
	return reports.TargetBooks{Handled: l.Requests, Refreshes: l.Refreshes, RefreshesRefused: l.RefreshesRefused, RefreshTokensReused: l.RefreshTokensReused}
}
