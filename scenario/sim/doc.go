// Package sim runs one virtual client, the mock WeChat and the stand-in
// developer server in virtual time, on one goroutine. A run is a function of the
// script and the wrapper alone: the same call gives the same bytes.
//
// Times are whole milliseconds. Events run in the order of (time, insertion);
// after each the microtasks are drained. A call made at t with latency L acts on
// the server at t + floor(L × serverAt) and calls back at t + L; both events are
// inserted at t.
package sim
