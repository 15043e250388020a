package locust

import (
	"errors"
	"io"
	"os"
	"sync"
)

// spool keeps a result in a file until the master has it. Its writer may be another
// goroutine than its reader.
type spool struct {
	file *os.File
	mu   sync.Mutex
	size int64
	end  bool // nothing is written any more
	err  error
}

// Write adds to the result. It keeps its error: a test goes on without its result.
func (s *spool) Write(part []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		var n int
		n, s.err = s.file.WriteAt(part, s.size)
		s.size += int64(n)
	}
	return len(part), nil
}

// finish says that the result is whole.
func (s *spool) finish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end = true
	return s.err
}

// maxPart bounds a message with a part of a result, in bytes.
const maxPart = 256 << 10

// part is what follows after so many bytes, and whether the result is whole with it.
func (s *spool) part(offset int64) (data []byte, last bool, err error) {
	s.mu.Lock()
	size, end := s.size, s.end
	s.mu.Unlock()
	if offset > size {
		return nil, false, errors.New("the master has more of the result than there is")
	}
	data = make([]byte, min(size-offset, maxPart))
	if _, err := s.file.ReadAt(data, offset); err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	return data, end && offset+int64(len(data)) == size, nil
}

// discard removes the file.
func (s *spool) discard() {
	s.file.Close()
	os.Remove(s.file.Name())
}
