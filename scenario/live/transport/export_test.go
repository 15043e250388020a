package transport

// Taken is what the bodies in flight have taken.
func Taken(t *Transport) int64 { return t.memory.Taken() }
