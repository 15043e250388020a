package result

import (
	"cmp"
	"slices"

	"github.com/wxload/wxload/reports"
)

// addMock adds the codes of the users of two parts: each part counts those of its own
// users, so that a mock that all share is counted once.
func addMock(a, b *reports.MockBooks) *reports.MockBooks {
	if a == nil || b == nil {
		return nil
	}
	sum := *a
	addCounts(&sum, b)
	sum.LostMemory = either(a.LostMemory, b.LostMemory)
	return &sum
}

func addTarget(a, b *reports.TargetBooks) *reports.TargetBooks {
	if a == nil || b == nil {
		return nil
	}
	sum := *a
	addCounts(&sum, b)
	sum.LostMemory = either(a.LostMemory, b.LostMemory)
	return &sum
}

// addLedgers takes the ledgers of both parts. One that they share goes from the first
// look at it to the last one: its counts only grow.
func addLedgers(a, b []Ledger) []Ledger {
	both := func(x, y Ledger) Ledger {
		x.From, x.To = extreme(x.From, y.From, less), extreme(x.To, y.To, greater)
		if y.Looked.Before(x.Looked) {
			x.Looked = y.Looked
		}
		if y.Ready.After(x.Ready) {
			x.Ready = y.Ready
		}
		return x
	}
	return gather(a, b, func(l Ledger) [2]string { return [2]string{l.Target, l.Boot} }, both, func(x, y Ledger) int {
		return cmp.Or(cmp.Compare(x.Target, y.Target), cmp.Compare(x.Boot, y.Boot))
	})
}

func less(a, b int64) int64    { return min(a, b) }
func greater(a, b int64) int64 { return max(a, b) }

// extreme takes each count of two looks at a ledger by which.
func extreme(a, b reports.TargetBooks, which func(a, b int64) int64) reports.TargetBooks {
	return reports.TargetBooks{Handled: which(a.Handled, b.Handled), Refreshes: which(a.Refreshes, b.Refreshes),
		RefreshesRefused: which(a.RefreshesRefused, b.RefreshesRefused), RefreshTokensReused: which(a.RefreshTokensReused, b.RefreshTokensReused),
		LostMemory: either(a.LostMemory, b.LostMemory)}
}

// LedgerOfAll is why the clients of a shard are not compared with the target.
const LedgerOfAll = "its ledger is of all shards, and compared when they are merged"

// books balances what all parts have counted. Where some are missing, the target handled
// more. Where one was cut off, nothing can be compared: its clients had requests under way.
func (t *Totals) books(missing, cut bool) reports.Books {
	counts := t.Report.Books
	switch {
	case len(t.Ledgers) == 0:
	case missing:
		counts.Target = &reports.TargetBooks{LostMemory: LedgerOfAll}
	default:
		counts.Target = t.handled(t.Ledgers)
	}
	if cut {
		counts.Balanced, counts.Comparison = true, "unknown"
		counts.Notes = append([]string{"not compared: a process ended before its report was made, and its clients had requests under way"}, t.BookNotes...)
		return counts
	}
	balanced := reports.CheckBooks(counts.Client, counts.Mock, counts.Target)
	if len(t.Report.Targets) > 0 {
		balanced = reports.CheckBooksByTarget(counts.Client, counts.Mock, t.targets(missing))
	}
	balanced.Notes = slices.Concat(balanced.Notes, t.BookNotes)
	return balanced
}

// targets are the several targets, those that the parts share with the books of all.
func (t *Totals) targets(missing bool) []reports.Target {
	all := slices.Clone(t.Report.Targets)
	for i := range all {
		own := slices.DeleteFunc(slices.Clone(t.Ledgers), func(l Ledger) bool { return l.Target != all[i].Path })
		if len(own) > 0 && !missing {
			all[i].Books = t.handled(own)
		}
	}
	return all
}

// handled is what targets did between the first look at their ledgers and the last.
func (t *Totals) handled(ledgers []Ledger) *reports.TargetBooks {
	sum := &reports.TargetBooks{}
	for _, l := range ledgers {
		switch {
		case l.To.LostMemory != "":
			return &reports.TargetBooks{LostMemory: l.To.LostMemory}
		case l.Ready.After(l.Looked) && len(t.Report.Shards) > 0 && t.Report.Shards[0].Of == 0:
			return &reports.TargetBooks{LostMemory: "workers were still being set up while others ran"}
		case l.Ready.After(l.Looked):
			return &reports.TargetBooks{LostMemory: "shards were still being set up while others ran; --start-at lets all begin together"}
		}
		sum.Handled += l.To.Handled - l.From.Handled
		sum.Refreshes += l.To.Refreshes - l.From.Refreshes
		sum.RefreshesRefused += l.To.RefreshesRefused - l.From.RefreshesRefused
		sum.RefreshTokensReused += l.To.RefreshTokensReused - l.From.RefreshTokensReused
	}
	return sum
}
