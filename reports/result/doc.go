// Package result keeps what a run measured in a file, second by second, so that it can be
// reported again, merged with that of other shards, and compared with other runs.
//
// # The file
//
// It begins with the line "wxload result 1", the number being that of the format. Frames
// follow: one letter for the kind, the length of the payload in 4 bytes, the payload, and
// the CRC-32C of all three in 4 bytes; numbers are big-endian. A payload is a JSON object:
//
//	H  the head, once and first: which run, and which part of it   [Head]
//	S  a second: its counts and its histograms                     [Second]
//	T  everything that was counted up to then; the last one counts [Totals]
//	E  the end, once and last: an empty object
//
// The histograms are HdrHistogram V2 compressed, of microseconds, 3 significant digits
// from 1 µs to 1 h; their exact minimum, maximum and sum stand beside them.
//
// A file is written while the run goes on, each frame at once. Where a process is killed,
// the file has no end: it is incomplete, and a frame that was cut off is left out. There
// are no secrets in it that are not in the report.
//
// Frames of other kinds and members of other names are left out when they are read: a
// later version may add some. What it changes otherwise gives the format a new number.
package result
