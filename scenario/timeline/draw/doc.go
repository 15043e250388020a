// Package draw draws a [timeline.Timeline] for people and their tools: [Text] for
// a terminal, [HTML] for a bug report, [Mermaid] for an issue on a code host,
// [JSON] for programs.
//
// All of them number the events alike, and write the token in an event as the
// generation that it belongs to: g1 is the first that the client held.
package draw
