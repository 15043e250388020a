package hostile

import (
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
)

// OK is a whole answer, with the body "ok".
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// Answering gives every request the same answer, a whole one or not, and goes on.
func Answering(text string) Script {
	return func(c *Conn) {
		for {
			if _, more := c.Request(); !more {
				return
			}
			c.Answer(text)
		}
	}
}

// AnsweringOnce gives one answer and closes.
func AnsweringOnce(text string) Script {
	return func(c *Conn) {
		if _, more := c.Request(); more {
			c.Answer(text)
		}
	}
}

// Status answers with a status and no body.
func Status(code int) Script {
	return Answering(fmt.Sprintf("HTTP/1.1 %d Hostile\r\nContent-Length: 0\r\n\r\n", code))
}

// Redirecting sends everybody to a URL.
func Redirecting(to string) Script {
	return Answering("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n")
}

// Frozen reads requests and answers none, like a process that was stopped.
func Frozen(c *Conn) { io.Copy(io.Discard, c) }

// Stalling starts an answer and never goes on.
func Stalling(start string) Script {
	return func(c *Conn) {
		c.Request()
		c.Answer(start)
		Frozen(c)
	}
}

// Resetting resets the connection where an answer is due.
func Resetting(c *Conn) {
	c.Request()
	c.Reset()
}

// ResettingWithin resets it within an answer.
func ResettingWithin(start string) Script {
	return func(c *Conn) {
		c.Request()
		c.Answer(start)
		c.Reset()
	}
}

// Endless starts an answer and repeats a text until the client closes.
func Endless(start, text string) Script {
	return func(c *Conn) {
		if _, more := c.Request(); !more {
			return
		}
		c.Answer(start)
		block := strings.Repeat(text, 1+4096/len(text))
		for {
			if _, err := io.WriteString(c, block); err != nil {
				return
			}
		}
	}
}

// Packed answers with so many zeros, compressed to a thousandth.
func Packed(n int64) Script {
	var body strings.Builder
	w := gzip.NewWriter(&body)
	io.CopyN(w, zeros{}, n)
	w.Close()
	return AnsweringOnce(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", body.Len(), body.String()))
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Overloaded answers one request in n. The others stand in a queue for which there is
// no time: they are never answered.
func Overloaded(n int64, answer string) Script {
	var requests atomic.Int64
	return func(c *Conn) {
		for {
			if _, more := c.Request(); !more {
				return
			}
			if requests.Add(1)%n == 0 {
				c.Answer(answer)
			}
		}
	}
}
