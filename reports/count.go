package reports

// Count writes an integer as every output for people does, with commas between
// thousands: 61,204. JSON and what one may copy into a file have plain digits.
func Count(n int64) string { return formatCount(n) }

// Milliseconds writes a duration in three digits: 1.23 ms, 123 ms, 1.20 s.
func Milliseconds(ms float64) string { return formatMS(ms) }

// Align pads the cells of rows to columns, the first to the left, the others to the right:
// a line for each row. Chinese characters count two cells, as terminals draw them.
func Align(rows [][]string) []string { return alignTable(rows, 0) }

// Printable is a text from elsewhere without what a terminal or an XML parser would take
// for a command.
func Printable(text string) string { return printable(text) }

// EscapeMarkdown makes a text safe in a paragraph or a table's cell.
func EscapeMarkdown(text string) string { return escapeMarkdown(text) }
