// Package infer finds out what the exchanges of a capture mean for a scenario: which is
// the login, and what of its answer later requests carry and where; what an answer to a
// token that is not valid looks like, and a good one; which requests a page makes. What
// was not seen is unknown, never made up.
//
// Nothing that it returns holds a secret of the capture: tokens, codes, cookies, keys,
// telephone numbers and what is named like one are replaced, and told by their names.
package infer
