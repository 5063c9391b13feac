// Package cluster talks to the nodes of an Elasticsearch or OpenSearch cluster: it chooses a node for each call, leaves
// a node that is down or busy alone for a while, and lets another take over.
//
// It stands on the Collector's HTTP client, which brings TLS, the auth extensions, headers, proxies and compression.
// Elastic's own transport was considered: its nodes come back by a fixed schedule, it knows neither 429 nor Retry-After,
// and its client of version 8 refuses servers before 7.14.
package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Cluster is the nodes of one cluster. Its methods may be called from many goroutines.
type Cluster struct {
	client *http.Client
	header http.Header
	gzip   *compressor // nil for bodies as they are
	nodes  []*node
	turn   atomic.Uint32
	now    func() time.Time
}

// Settings are what a cluster is made of.
type Settings struct {
	Client *http.Client
	// Header goes with every call: credentials, most likely.
	Header http.Header
	// Gzip is the level of compression; 0 for none.
	Gzip int
	// Endpoints are the URLs of the nodes; one at least.
	Endpoints []string
	// FirstPause and LongestPause bound how long a node that failed is left alone.
	FirstPause, LongestPause time.Duration
	Now                      func() time.Time
}

// New returns a cluster; it calls nobody yet.
func New(set Settings) *Cluster {
	c := &Cluster{client: set.Client, header: set.Header, now: set.Now}
	if set.Gzip != 0 {
		c.gzip = newCompressor(set.Gzip)
	}
	for _, endpoint := range set.Endpoints {
		c.nodes = append(c.nodes, newNode(endpoint, set.FirstPause, set.LongestPause))
	}
	return c
}

// Call is one request to whichever node can take it. It may reach several nodes, so it must do no harm twice.
type Call struct {
	Method, Path string
	Body         []byte
	Type         string // of the body; application/json if empty
}

// Do makes the call. A node that cannot be reached, or answers 429, 502, 503 or 504, is left alone for a while and the
// next is asked. The error is *Unavailable when no node gave an answer worth having; other statuses are no error.
func (c *Cluster) Do(ctx context.Context, call Call) (*Answer, error) {
	body, err := c.gzip.compress(call.Body)
	if err != nil {
		return nil, err
	}
	defer c.gzip.release(body)
	unavailable := &Unavailable{}
	turn := int(c.turn.Add(1))
	for i := range c.nodes {
		n := c.nodes[(turn+i)%len(c.nodes)]
		if left := n.pausedFor(c.now()); left > 0 {
			unavailable.add(left, nil)
			continue
		}
		answer, err := c.ask(ctx, n, call, body)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil && !passing(answer.Status) {
			n.worked()
			return answer, nil
		}
		var asked time.Duration
		if err == nil {
			asked, err = answer.retryAfter, answer.Err()
		}
		unavailable.add(n.failed(c.now(), asked), fmt.Errorf("%s: %w", n.name, err))
	}
	return nil, unavailable
}

// passing statuses tell of the node, not of the call.
func passing(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

// ask asks one node. The body is compressed if it is not nil.
func (c *Cluster) ask(ctx context.Context, n *node, call Call, compressed *bytes.Buffer) (*Answer, error) {
	body := call.Body
	if compressed != nil {
		body = compressed.Bytes()
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, n.url+call.Path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for k, v := range c.header {
		req.Header[k] = v
	}
	if len(call.Body) > 0 {
		kind := call.Type
		if kind == "" {
			kind = "application/json"
		}
		req.Header.Set("Content-Type", kind)
	}
	if compressed != nil {
		req.Header.Set("Content-Encoding", "gzip")
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("cannot read the answer: %w", err)
	}
	return &Answer{
		Status: resp.StatusCode, Body: text, node: n, now: c.now,
		retryAfter: retryAfter(resp.Header.Get("Retry-After"), c.now()),
	}, nil
}

// Unavailable says that no node could take a call.
type Unavailable struct {
	// Wait is how long until the first of them may be asked again.
	Wait  time.Duration
	cause error
}

func (u *Unavailable) add(wait time.Duration, cause error) {
	if u.Wait == 0 || wait < u.Wait {
		u.Wait = wait
	}
	u.cause = errors.Join(u.cause, cause)
}

func (u *Unavailable) Error() string {
	if u.cause == nil {
		return "no node of the cluster is to be asked for another " + u.Wait.Round(time.Millisecond).String()
	}
	return u.cause.Error()
}

func (u *Unavailable) Unwrap() error { return u.cause }

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
