// Package shrink makes the way to a defect small. A list of choices becomes a [Plan]:
// first in, first out, with the user's deeds first, but for constraints of the form "A
// waits until B". Requests, deeds, faults and constraints are taken away from the plan
// for as long as it still shows the defect.
package shrink
