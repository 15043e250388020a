package live

// steered reports a run whose clients are counted by somebody else than its scenario.
func (r *run) steered() bool { return r.options.Clients != nil }

// steer makes so many clients active; more than there are is all of them. Those that are
// too many end the step that they are at.
func (r *run) steer(clients int) {
	clients = min(max(clients, 0), len(r.users))
	r.most = max(r.most, clients)
	highest := 0
	if clients > 0 {
		highest = r.users[clients-1].number
	}
	r.ask(func(w *worker) { w.steer(highest) })
}

// steer makes those clients active whose numbers are not higher.
func (w *worker) steer(highest int) {
	w.highest = highest
	w.callBack()
}
