package live

import (
	"fmt"
	"slices"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/reports"
)

// rotationNotes tell under which rotation displaced session_keys were seen: always is
// harsher than WeChat.
func (r *run) rotationNotes(found []reports.Defect) []string {
	const least = 10 * time.Minute
	isDisplaced := func(d reports.Defect) bool { return d.Class == client.KeyDisplaced && d.Count > 0 }
	if !r.scenario.EmbeddedMock() || r.scenario.Mock.SessionKey.Rotate != mockwx.RotateAlways || !slices.ContainsFunc(found, isDisplaced) {
		return nil
	}
	shown := "only those count whose key was at least so old, or had ended"
	keysEnd := len(r.scenario.Events) > 0 || r.scenario.Mock.SessionKey.Lifetime > 0
	if time.Since(r.begun) < least && !keysEnd {
		shown = "this run, which is shorter, would have shown none"
	}
	return []string{fmt.Sprintf("session_keys were displaced under mock.session_key.rotate: always, where every login makes a new key. "+
		"WeChat keeps a key for a least period that it does not publish. With rotate: 10m, %s", shown)}
}
