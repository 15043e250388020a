package watchdog

import (
	"sync"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// Longest is how long a regular expression runs at most that looks ahead or
// behind, or refers back.
const Longest = 5 * time.Second

// BoundRegexps bounds such expressions: they are matched by trial, without an end
// if need be, and nothing interrupts them. The package that does it has no other
// place for the limit than a variable. What runs into it has been interrupted
// before, as long as no turn may take longer, so that no script sees the wrong
// answer that it gets then.
var BoundRegexps = sync.OnceFunc(func() { regexp2.DefaultMatchTimeout = Longest })
