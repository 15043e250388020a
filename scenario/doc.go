// Package scenario says what to run: the YAML file with the app, the target,
// the wrapper, the clients, the load, their flow and the thresholds.
//
// # Reading
//
// [Parse] turns a file into a [Scenario] or refuses it with [Problems]: everything
// that is wrong with it at once, each with file, line, column, what was expected
// and the nearest valid word. [Default] is the scenario of a run without a file;
// [Templates] are the commented examples of "wxload init", [Schema] is the JSON
// Schema for editors. The meaning of a key, its values and its default stand in one
// place only, the tags of the model's fields; the reader, the checks and the schema
// all follow those. Types of fields that only the reader makes are not exported, but
// their fields can be set.
//
// # Running
//
// A scenario is plain data. Whoever changes it after it was read (flags win
// over the file) calls [Scenario.Validate] again. [CheckSafety] tells whether
// it may leave this machine. [Scenario.Resolve] gives the values to run with:
// the target's defaults by its shape, and the address of the embedded server.
//
// Everything that depends on time or chance is a pure function: the
// [LoadShape] of the elapsed time, [Scenario.Initial] and [Scenario.Affects] of
// the seed and a client's number.
package scenario
