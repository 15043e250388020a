package backend

import (
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// EmbedsTarget reports whether a target is in this process.
func (b *Backend) EmbedsTarget(target int) bool { return b.servers.developers[target].server != nil }

// TargetLedgers are what the ledgers of the targets that are not in this process said before
// the load and say now, with the requests of all who use them; none of one without control
// calls.
func (b *Backend) TargetLedgers(before Ledgers) []result.Ledger {
	var all []result.Ledger
	for n, d := range b.servers.developers {
		if d.server == nil && d.standIn != nil {
			all = append(all, ledgerOf(d, before.targets[n]))
		}
	}
	return all
}

func ledgerOf(d *developer, before *standInLedger) result.Ledger {
	now, err := d.standIn.readLedger()
	l := result.Ledger{Target: d.path, Boot: before.Boot, From: before.counts()}
	switch {
	case err != nil:
		l.To.LostMemory = err.Error()
	case now.Boot != before.Boot:
		l.To.LostMemory = "the developer server was restarted during the run and counts from zero"
	default:
		l.To = now.counts()
	}
	return l
}

// counts are those of the ledger that books have.
func (l *standInLedger) counts() reports.TargetBooks {
	return reports.TargetBooks{Handled: l.Requests, Refreshes: l.Refreshes, RefreshesRefused: l.RefreshesRefused, RefreshTokensReused: l.RefreshTokensReused}
}
