// Package explore searches the orders in which a small world's events can happen for
// those that make a wrapper fail, and for some worlds can say that there are none.
//
// # One schedule
//
// A [situation.Situation] says what the client holds, what its user does and what may go
// wrong, but not when. A schedule is one run of it:
//
//  1. The client, WeChat and the developer server are set up. Nothing is pending but the
//     first deeds of the user and the faults that may happen.
//  2. All that can happen next is listed, always in the same order: the choices.
//  3. The search takes one of them. It happens, and where it calls the client back, the
//     client makes one turn, with its microtasks. The calls and timers that the turn leaves
//     are pending from now on.
//  4. Steps 2 and 3 repeat until only faults are left, or the client does nothing but look
//     again and again. Then the observer says which requests hang.
//
// # What is pending
//
//	wx.login, checkSession,
//	a wx.request that has a slot
//	        |
//	        v        Arrive
//	   [under way] ---------> [arrived]     [timer]     [next deed]   [fault by itself]
//	     |     |   it acts on     |            |             |               |
//	     |     |   its server     |            |             |               |
//	Fail |     | Finish           | Finish     | Fire        | Act           | Happen
//	     v     v                  v            v             v               v
//	   a turn of the client, in which it calls, sets timers,         a server forgets tokens
//	   stores a token, settles a page's request                      or WeChat's session
//
// A call under way that finishes arrives first, in the same step. A silent fault takes a
// call away without a turn. A wx.request that waits for a slot is no choice: the turn that
// frees one lets it go. Only the first timer can fire. One that is longer than an exchange
// can take, three seconds, does not before the calls that must have been answered by then.
//
// # Three reductions
//
// Each keeps the orders few, and a test holds each against a search without it:
//
//   - A state that was reached before, in another way, is not searched again. Two states
//     are the same where their keys are.
//   - A call's arrival at a server commutes with all that does not write there. So Arrive is
//     a choice only ahead of a write, that is of an expiry, or of a wx.login that makes the
//     session which there was not. Elsewhere a call arrives when it finishes.
//   - Of pending requests that differ in nothing, not even in what their answers did so far,
//     only the first is tried.
//
// # The key of a state
//
// A client runs coroutines, which cannot be compared. But what they will do is a function
// of what the client has received: a key can hold that history. It is large, since two
// orders of the same answers are two histories. Where a wrapper tells what its turns have
// in common (wrapper.SharedStater), the key holds those values instead. Here is one such
// key. In late-401, with two requests and the wrapper template, this has happened: the
// launch, the answer of checkSession, the load of the page with A and B, the expiry of the
// tokens, timer #1, A's 401, wx.login #1 and its POST. The parts of the key are:
//
//	what the turns share         FIRST_RUN and LOGIN_SWITCH are false; no call is held back
//	wx.requests without a slot   none
//	the storage                  has a token, which is valid, the newest, and never refused
//	faults still allowed         none
//	deeds done                   both
//	the observer's state         checkSession has passed, the app is in front, ...
//	logins that run              none
//	timers, in order             none
//	WeChat's session             holds
//	the page's calls             one was refused with a token that is old now, and is under
//	                             way again; one was sent once
//	pending calls                a send of either, not arrived: the one's token is the newest,
//	                             stored and valid, the other's is none of that;
//	                             the wrapper's own getUserInfo, which the launch began, not
//	                             arrived: its token is none of that either
//
// Left out is:
//
//   - Which request is A, and which is B: they belong to one page and are treated alike.
//     The last two parts are sums, in which no order counts. The state in which B's 401
//     came first has the same key.
//   - The names of tokens and codes, and how many logins there were: nobody asks whether a
//     token is t1, only whether it is the newest, stored, refused, valid.
//   - In which order all this came. What an earlier turn decided shows in what the turns
//     share, in the storage, and in what it left pending; each pending call and timer is
//     known by its provenance, that is by the deed and the kinds of calls that led to it.
//   - The time. No choice depends on it, as long as the client's timers are shorter than
//     an exchange can take, and no defect, but for two classes that need exact times,
//     login-rate and wait-after-login. No search reports or excludes those.
//
// # Why equal keys have equal futures
//
// A search that visits only one of two states with one key misses nothing if both have
// the same choices, but for names, and if each choice shows the same defects in both and
// leads to equal keys again. That is so, by the parts of the key:
//
//   - The choices are made of the pending calls, the first timer, the deeds that are left
//     and the faults that are allowed.
//   - What a server answers depends on whether the token that it is sent is valid, and on
//     whether the session holds.
//   - What the client does then depends on what its turns share, on whether there is a
//     token, and on what calls it back: a SharedStater promises this. Of another wrapper
//     the key holds the history instead.
//   - Which defect that is depends on the observer's state, on the states of the page's
//     call and of the token, and on the logins that run.
//
// A smaller key looks tempting, say what is stored, what the servers hold and what is
// pending. It fails for a wrapper that does not compare a refused token with the present
// one, in a world with two pages of one request each whose tokens expire. Both of these
// end with t1 stored and valid, no fault left, and the answer to B as all that is pending:
//
//	load A, load B, the tokens expire, A's 401, login #1 stores t1, A is answered
//	load A, the tokens expire, A's 401, login #1 stores t1, A is answered, load B
//
// In the second B was sent with t1, and all is well. In the first B was sent with t0: its
// 401 makes the wrapper delete t1. A search with the smaller key that happens on the second
// first never sees that. So a pending call is known by its token's state, too, and a
// client by its history or by what its turns share.
//
// Whoever writes a wrapper may break its promise. TestEqualKeysHaveEqualFutures compares
// the futures of states that were reached in two ways, in all situations with all wrappers.
//
// # What is proved
//
// A complete search without a finding is called a proof: no order of this situation shows
// a defect of a class that is searched for. It speaks for the situation as it is listed,
// and not for what Result.LeftOut names; an order that goes on for more than 400 choices makes
// a search incomplete. And it speaks for the keys as hashes. The ordered parts of a key and
// its sums are hashed to 64 bits each. If those are as good as random, two of n states have
// one key by accident with a chance below n*n/2^65: 1 in 400 million for the 300 000 states
// at which the automatic mode begins to sample, 1 in 90 000 for 20 million. Such an accident can
// hide a defect. It cannot invent one, since what is reported was run, and run again.
//
// # From an order to a finding
//
// [Explore] looks through all orders, or through a sample: by lot, or with PCT's
// priorities. An order that shows a defect becomes a plan: first in, first out,
// with the user's deeds first, but for constraints of the form "A waits until B".
// Requests, deeds, faults and constraints are taken away from the plan for as long
// as it still shows the defect. What is left is a [Finding], with a sentence made
// of what the run did, and a [Replay], which makes the run again, step by step,
// and draws it as a timeline.
package explore
