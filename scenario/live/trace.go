package live

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"time"
)

// traceStream keeps the ids of traces apart from what the user and its wrapper draw.
const traceStream = 2 << 32

// traceparents returns what gives each request of a client a trace of its own. A trace's
// id begins with the second in which the run began, so that two runs with one seed do not
// share traces in the backend; the rest follows from the seed. The flag says that the
// client keeps the trace, which asks the backend to keep its part.
func traceparents(begun time.Time, seed uint64, client int) func() string {
	random := rand.New(rand.NewPCG(seed, traceStream+uint64(client)))
	return func() string {
		var ids [24]byte // 16 of the trace, 8 of the request in it
		binary.BigEndian.PutUint32(ids[:], uint32(begun.Unix()))
		binary.BigEndian.PutUint32(ids[4:], random.Uint32())
		binary.BigEndian.PutUint64(ids[8:], random.Uint64())
		binary.BigEndian.PutUint64(ids[16:], random.Uint64())
		text := make([]byte, 0, 55)
		text = hex.AppendEncode(append(text, "00-"...), ids[:16])
		text = hex.AppendEncode(append(text, '-'), ids[16:])
		return string(append(text, "-01"...))
	}
}
