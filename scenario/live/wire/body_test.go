package wire

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

func TestOfADownloadedFileNothingIsKept(t *testing.T) {
	r := &wx.Request{Transfer: &wx.Transfer{}}
	for head, kept := range map[string]bool{
		"200 OK\r\nContent-Type: image/png": false, "200 OK\r\nContent-Type: application/json; charset=utf-8": true, "404 No\r\nContent-Type: image/png": true,
	} {
		a, account := &Answer{}, NewMemory(1<<20).Open()
		a.Begin(r, &Leg{Method: "GET"}, testLimit, &account)
		done, err := a.Feed([]byte("HTTP/1.1 " + head + "\r\nContent-Length: 3\r\n\r\nabc"))
		got := a.Response()
		if size := int64(3); !done || err != nil || !got.Download || kept != (string(got.Body) == "abc") || kept != (got.Size != size) {
			t.Errorf("%s: %+v, %v", head, got, err)
		}
	}
	a, account := &Answer{}, NewMemory(0).Open()
	a.Begin(r, &Leg{Method: "GET"}, testLimit, &account)
	_, err := a.Feed([]byte("HTTP/1.1 200 OK\r\n\r\n"))
	for block := make([]byte, 1<<20); err == nil && a.Size() <= maxDownload; {
		_, err = a.Feed(block)
	}
	if !errors.Is(err, ErrBodyTooLarge) {
		t.Errorf("an endless file: %v after %d bytes", err, a.Size())
	}
}

func TestABodyIsReadWhateverItsSizeAndPieces(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 511, 512, 513, 1024, firstRead - 1, firstRead, firstRead + 1, 3 * firstRead, 5*maxBlock + 3} {
		want := make([]byte, size)
		for i := range want {
			want[i] = byte(random.Uint32())
		}
		for _, piece := range []int{100, 4 << 10, 2 << 20} {
			for _, announced := range []int64{unknown, int64(size)} {
				account := NewMemory(1 << 30).Open()
				c := newCollector(announced, int64(size), &account)
				for part := range slices.Chunk(want, piece) {
					if err := c.write(part); err != nil {
						t.Fatal(err)
					}
				}
				if got := c.bytes(); !bytes.Equal(got, want) {
					t.Fatalf("%d bytes, announced %d: got %d", size, announced, len(got))
				}
				if most := int64(2*size + 2*firstRead); account.taken > most || account.taken < int64(size) {
					t.Errorf("%d bytes in pieces of %d, announced %d: took %d", size, piece, announced, account.taken)
				}
				if announced >= 0 && size <= firstRead && account.taken != int64(size) {
					t.Errorf("%d bytes, announced: took %d", size, account.taken)
				}
				if err := c.write([]byte{0}); !errors.Is(err, ErrBodyTooLarge) {
					t.Errorf("%d bytes, one too many: error %v", size, err)
				}
			}
		}
	}
}

func TestABodyTakesNoMoreThanTheRoom(t *testing.T) {
	block := make([]byte, 32<<10)
	for _, room := range []int64{0, 512, 100_000, 5 << 20} {
		memory := NewMemory(room)
		account := memory.Open()
		c := newCollector(unknown, 1<<40, &account)
		var err error
		for err == nil {
			err = c.write(block)
		}
		if !errors.Is(err, ErrBodies) || account.taken > room || memory.Taken() != account.taken {
			t.Errorf("room %d: %v, took %d, all together %d", room, err, account.taken, memory.Taken())
		}
		account.Clear()
		account.Clear()
		if n := memory.Taken(); n != 0 {
			t.Errorf("room %d: %d bytes stay taken", room, n)
		}
	}
}
