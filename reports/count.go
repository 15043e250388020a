package reports

// Count writes an integer as every output for people does, with commas between
// thousands: 61,204. JSON and what one may copy into a file have plain digits.
func Count(n int64) string { return formatCount(n) }
