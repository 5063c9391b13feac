package ingest

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

// errFull says that other posts take all the room that bodies may take.
var errFull = errors.New("too many posts are being read at the moment; post again")

// Room is what the bodies of all posts in work may take together. It may be used concurrently.
type Room struct {
	limit   int64
	largest int64
	taken   atomic.Int64
}

// NewRoom returns room for limit bytes of bodies, of which each has largest bytes at most.
func NewRoom(limit, largest int64) *Room {
	return &Room{limit: limit, largest: largest}
}

// take is false where so much is not left.
func (r *Room) take(n int64) bool {
	if r.taken.Add(n) <= r.limit {
		return true
	}
	r.taken.Add(-n)
	return false
}

func (r *Room) give(n int64) {
	r.taken.Add(-n)
}

const (
	// firstRead is the memory that a client gets for a body that it has not begun to send.
	firstRead = 64 << 10
	// announced is how much a client must have sent to get the memory for all that it announced.
	announced = 1 << 20
)

// read reads a body, which takes room as it comes, and returns how much it took: give that back when the body is done
// with, whether or not there was an error.
func (r *Room) read(req *http.Request) (body []byte, took int64, err error) {
	if req.ContentLength > r.largest {
		return nil, 0, &http.MaxBytesError{Limit: r.largest}
	}
	body = make([]byte, 0, firstSize(req.ContentLength))
	for {
		n, err := req.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		needs := int64(len(body))
		if needs >= announced {
			needs = max(needs, req.ContentLength) // the memory for it is got at once, and who began first ends first
		}
		if needs > took {
			if !r.take(needs - took) {
				return nil, took, errFull
			}
			took = needs
		}
		switch {
		case errors.Is(err, io.EOF):
			return body, took, nil
		case err != nil:
			return nil, took, err
		case len(body) == cap(body):
			body = grown(body, req.ContentLength)
		}
	}
}

// firstSize leaves a byte for the end to be seen without growing.
func firstSize(length int64) int64 {
	if length > 0 && length < firstRead {
		return length + 1
	}
	return firstRead
}

func grown(body []byte, length int64) []byte {
	size := 2 * len(body)
	if len(body) >= announced && length > int64(len(body)) {
		size = int(length) + 1
	}
	return append(make([]byte, 0, size), body...)
}
