package reports

// addTags sums up what the requests of each tag did, and merges their latencies.
func (r *Report) addTags(rec *Recorder) {
	for tag, names := range r.Tags {
		if r.Requests.ByTag == nil {
			r.Requests.ByTag, r.Latency.ByTag = map[string]Outcomes{}, map[string]NameLatency{}
		}
		r.Requests.ByTag[tag] = r.outcomesOf(names)
		r.Latency.ByTag[tag] = NameLatency{
			HTTP:           rec.tagged(metricHTTP, names).distribution(),
			Request:        rec.tagged(metricRequest, names).distribution(),
			LoginWait:      rec.tagged(metricLoginWait, names).distribution(),
			WaitAfterLogin: rec.tagged(metricWaitAfterLogin, names).distribution(),
		}
	}
}

// outcomesOf adds up the requests of several names.
func (r *Report) outcomesOf(names []string) (sum Outcomes) {
	for _, name := range names {
		o := r.Requests.ByName[name]
		sum.Issued += o.Issued
		sum.OK += o.OK
		sum.Rejected += o.Rejected
		sum.AuthFailure += o.AuthFailure
		sum.HTTPError += o.HTTPError
		sum.Empty += o.Empty
		sum.Hung += o.Hung
		sum.Open += o.Open
	}
	return sum
}
