package transport

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func newAccount(room int64) *account { return &account{of: &memory{room: room}} }

func TestABodyIsReadWhateverItsSizeAndPieces(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 511, 512, 513, 1024, firstRead - 1, firstRead, firstRead + 1, 3 * firstRead, 5*maxBlock + 3} {
		want := make([]byte, size)
		for i := range want {
			want[i] = byte(r.Uint32())
		}
		for name, wrap := range map[string]func(io.Reader) io.Reader{
			"whole": func(r io.Reader) io.Reader { return r }, "halves": iotest.HalfReader, "with its end": iotest.DataErrReader,
		} {
			for _, announced := range []int64{-1, int64(size)} {
				a := newAccount(1 << 30)
				got, err := readAll(wrap(bytes.NewReader(want)), announced, int64(size), a)
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("%d bytes, %s, announced %d: got %d, error %v", size, name, announced, len(got), err)
				}
				if most := int64(2*size + 2*firstRead); a.taken > most || a.taken < int64(size) {
					t.Errorf("%d bytes, %s, announced %d: took %d", size, name, announced, a.taken)
				}
				if announced >= 0 && size <= firstRead && a.taken != int64(size)+1 {
					t.Errorf("%d bytes, announced: took %d", size, a.taken)
				}
				if size == 0 {
					continue
				}
				if _, err := readAll(wrap(bytes.NewReader(want)), announced, int64(size)-1, newAccount(1<<30)); !errors.Is(err, errBodyTooLarge) {
					t.Errorf("%d bytes, %s, one too many: error %v", size, name, err)
				}
			}
		}
	}
}

func TestABodyIsNotReadBeyondTheRoom(t *testing.T) {
	for _, room := range []int64{0, 512, 100_000, 5 << 20} {
		a := newAccount(room)
		if _, err := readAll(endless{}, -1, 1<<40, a); !errors.Is(err, errBodies) {
			t.Errorf("room %d: error %v", room, err)
		}
		if a.taken > room || a.of.taken.Load() != a.taken {
			t.Errorf("room %d: took %d, all together %d", room, a.taken, a.of.taken.Load())
		}
		a.clear()
		if n := a.of.taken.Load(); n != 0 {
			t.Errorf("room %d: %d bytes stay taken", room, n)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
