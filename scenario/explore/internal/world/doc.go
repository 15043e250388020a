// Package world is one run of a situation, held still between its events: a client,
// the two servers, what is pending between them, what may happen next, and the key by
// which two states are the same. Who chooses what happens next, and who looks on, is
// none of its business.
package world
