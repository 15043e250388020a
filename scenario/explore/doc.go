// Package explore searches the orders in which a small world's events can
// happen for those that make a wrapper fail, and for some worlds can say that
// there are none.
//
// A [Situation] has no times. What is pending, calls under way, timers, the
// user's next deed, faults that may still happen, is put into an order by a
// search: an event can come next unless another must come before it. Three rules
// keep the orders few, and tests hold each against a search without it:
//
//   - A state that was reached before, in another way, is not searched again. The
//     client's part of a state is what it received, since its coroutines are a
//     function of that; or, where a wrapper tells what its turns have in common
//     (wrapper.SharedStater), the values of that and the provenances of what is pending.
//   - A call's arrival at a server commutes with all that does not write there. It
//     is put directly before its answer, or before a write that it is to precede.
//   - Of pending requests that differ in nothing, not even in what their answers
//     did so far, only the first is tried.
//
// States are told apart without their times. So the two classes of defects that
// are a matter of exact times, login-rate and wait-after-login, are
// left out: a search neither reports nor excludes them.
//
// [Explore] looks through all orders, or through a sample: by lot, or with PCT's
// priorities. An order that shows a defect becomes a plan: first in, first out,
// with the user's deeds first, but for constraints of the form "A waits until B".
// Requests, deeds, faults and constraints are taken away from the plan for as long
// as it still shows the defect. What is left is a [Finding], with a sentence made
// of what the run did, and a [Replay], which makes the run again, step by step,
// and draws it as a timeline.
package explore
