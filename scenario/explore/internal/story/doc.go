// Package story puts one run of a situation into words: a timeline of what happened
// where, constraints as sentences, and why the run shows its defect. That is an account
// first, as data, of which the sentence is made and by which causes are compared.
package story
