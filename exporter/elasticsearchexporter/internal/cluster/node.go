package cluster

import (
	"errors"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"time"
)

// node is one server, and how long it is left alone.
type node struct {
	url, name string

	first, longest time.Duration

	mu     sync.Mutex // guards the rest
	until  time.Time
	streak int // failures since it last worked
}

func newNode(endpoint string, first, longest time.Duration) *node {
	n := &node{url: strings.TrimRight(endpoint, "/"), first: first, longest: longest}
	n.name = n.url
	if u, err := url.Parse(n.url); err == nil {
		n.name = u.Host // no user and password
	}
	return n
}

func (n *node) pausedFor(now time.Time) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.until.Sub(now)
}

func (n *node) worked() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.streak = 0
}

// failed leaves the node alone, twice as long each time, give or take half, and no shorter than asked. Calls that
// failed side by side count as one failure.
func (n *node) failed(now time.Time, asked time.Duration) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	if left := n.until.Sub(now); left > 0 && left >= asked {
		return left
	}
	pause := n.longest
	if n.streak < 20 {
		pause = min(n.first<<n.streak, n.longest)
	}
	n.streak++
	pause = pause/2 + rand.N(pause+1) // #nosec G404 -- jitter is no secret
	pause = max(pause, asked)
	n.until = now.Add(pause)
	return pause
}

// withoutURL takes the URL off a client's error: it may hold a password, and the node's name says enough.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
