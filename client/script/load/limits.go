package load

import (
	"cmp"
	"fmt"
)

// Limits bound what is loaded. Zero is the default of each.
type Limits struct {
	Files int   // how many; 10,000
	File  int64 // bytes of one; 8 MB
	Total int64 // bytes of all together; 64 MB
}

func (l Limits) orDefaults() Limits {
	l.Files = cmp.Or(l.Files, 10_000)
	l.File = cmp.Or(l.File, 8<<20)
	l.Total = cmp.Or(l.Total, 64<<20)
	return l
}

// LimitError is the error of a project that exceeds a limit for all its files.
type LimitError struct{ text string }

// Error names the limit.
func (e *LimitError) Error() string {
	return e.text + ": does the code reach into a server's, or into the sources of a build?"
}

// budget counts what was loaded against the limits.
type budget struct {
	limits Limits
	files  int
	bytes  int64
}

// add counts a file.
func (b *budget) add(size int64) error {
	b.files++
	b.bytes += size
	switch {
	case b.files > b.limits.Files:
		return &LimitError{fmt.Sprintf("more than %d files are required", b.limits.Files)}
	case b.bytes > b.limits.Total:
		return &LimitError{fmt.Sprintf("the files that are required have more than %s together", sizeText(b.limits.Total))}
	}
	return nil
}

// sizeText is a size for people.
func sizeText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.3g MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.3g KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}
