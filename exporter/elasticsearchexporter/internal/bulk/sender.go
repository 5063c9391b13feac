package bulk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
)

// Settings are what a sender needs to know.
type Settings struct {
	Cluster *cluster.Cluster
	// Pipeline is the ingest pipeline that documents go through; empty for none.
	Pipeline string
	// Bytes bounds one request. A document larger than that travels alone.
	Bytes int
	// Timeout is when a request is given up; the server is told to give up before, for what waits there takes up its memory.
	// Zero is never.
	Timeout time.Duration
	// Concrete makes the sender note which index an alias or a data stream led to.
	Concrete bool
	// Create makes an index that is missing, for servers that do not.
	Create func(ctx context.Context, index string) error
	// Sent is told of each request: what came of it and how large it was.
	Sent func(ctx context.Context, result string, bytes int)
}

// serversTimeout is how long a server waits for a shard unless it is told otherwise.
const serversTimeout = time.Minute

// Sender sends bodies. Its methods may be called from many goroutines.
type Sender struct {
	set  Settings
	path string
	// tooLarge is the smallest request that the server found too large; 0 while none was.
	tooLarge atomic.Int64
	// accepted is the largest request that it took.
	accepted atomic.Int64
	// cautious is a passing limit: half of what a connection broke under.
	cautious atomic.Int64
}

// NewSender returns a sender.
func NewSender(set Settings) *Sender {
	path := "/_bulk?filter_path=errors,error,items.*.status,items.*.error"
	if set.Concrete {
		path += ",items.*._index"
	}
	if set.Pipeline != "" {
		path += "&pipeline=" + url.QueryEscape(set.Pipeline)
	}
	if wait := set.Timeout * 2 / 3; wait > 0 && wait < serversTimeout {
		path += "&timeout=" + strconv.FormatInt(wait.Milliseconds(), 10) + "ms"
	}
	return &Sender{set: set, path: path}
}

// Send sends every document of the body and gives each its outcome; none is left pending. It returns how long the
// server asks to be left alone, zero when it did not.
func (s *Sender) Send(ctx context.Context, body *Body) time.Duration {
	wait := s.sendRange(ctx, body, 0, len(body.Docs))
	if s.createMissing(ctx, body) {
		wait = max(wait, s.resend(ctx, body))
	}
	return wait
}

// sendRange sends the documents from from up to to, in as many requests as the limit asks for.
func (s *Sender) sendRange(ctx context.Context, body *Body, from, to int) (wait time.Duration) {
	for from < to {
		n := body.fits(from, to, s.limit())
		wait = max(wait, s.post(ctx, body, from, from+n))
		from += n
	}
	return wait
}

// limit is how large a request may be, by what is configured and what was learned.
func (s *Sender) limit() int {
	limit := int64(s.set.Bytes)
	if tooLarge := s.tooLarge.Load(); tooLarge > 0 {
		limit = min(limit, max(tooLarge/2, s.accepted.Load()))
	}
	if cautious := s.cautious.Load(); cautious > 0 {
		limit = min(limit, cautious)
	}
	return int(limit)
}

// post sends one request. What the server finds too large or cannot read at all is halved until the document at fault
// stands alone.
func (s *Sender) post(ctx context.Context, body *Body, from, to int) time.Duration {
	docs, payload := body.Docs[from:to], body.bytes(from, to)
	answer, err := s.set.Cluster.Do(ctx, cluster.Call{
		Method: http.MethodPost, Path: s.path, Body: payload, Type: "application/x-ndjson",
	})
	if err != nil {
		s.set.Sent(ctx, "unreachable", len(payload))
		s.brokeUnder(len(payload), err)
		return retryAll(docs, 0, err)
	}
	switch {
	case answer.Status == http.StatusOK:
		return s.settle(ctx, docs, answer, len(payload))
	case answer.Status == http.StatusRequestEntityTooLarge:
		s.set.Sent(ctx, "too_large", len(payload))
		s.learn(len(payload))
		if len(docs) > 1 {
			return s.sendRange(ctx, body, from, to)
		}
		reject(docs, answer.Status, "the server takes no request of "+strconv.Itoa(len(payload))+" bytes")
		return 0
	case answer.Status == http.StatusBadRequest:
		s.set.Sent(ctx, "unreadable", len(payload))
		if mid := (from + to) / 2; len(docs) > 1 {
			return max(s.post(ctx, body, from, mid), s.post(ctx, body, mid, to))
		}
		reject(docs, answer.Status, answer.Reason())
		return 0
	default:
		s.set.Sent(ctx, "refused", len(payload))
		return retryAll(docs, answer.Status, answer.Err())
	}
}

func (s *Sender) settle(ctx context.Context, docs []Doc, answer *cluster.Answer, size int) time.Duration {
	if err := settle(docs, answer.Body, s.set.Concrete); err != nil {
		s.set.Sent(ctx, "unreadable_answer", size)
		return retryAll(docs, answer.Status, err)
	}
	s.set.Sent(ctx, "ok", size)
	s.accept(int64(size))
	for i := range docs {
		if docs[i].Outcome == Retry && docs[i].Status == http.StatusTooManyRequests {
			return answer.Busy()
		}
	}
	return 0
}

// learn notes that a request of n bytes is too large.
func (s *Sender) learn(n int) {
	for {
		old := s.tooLarge.Load()
		if old != 0 && old <= int64(n) {
			// A smaller one was refused before: the limit lies between, or a proxy counts differently. Give way.
			s.accepted.Store(min(s.accepted.Load(), int64(n)/2))
			return
		}
		if s.tooLarge.CompareAndSwap(old, int64(n)) {
			if s.accepted.Load() >= int64(n) {
				s.accepted.Store(int64(n) / 2)
			}
			return
		}
	}
}

func (s *Sender) accept(n int64) {
	for old := s.accepted.Load(); n > old; old = s.accepted.Load() {
		if s.accepted.CompareAndSwap(old, n) {
			break
		}
	}
	if cautious := s.cautious.Load(); cautious > 0 && n >= cautious/2 {
		s.cautious.Store(min(cautious*2, int64(s.set.Bytes)))
	}
}

// smallest is what a broken connection never makes the sender go below.
const smallest = 256 << 10

// brokeUnder makes the next requests smaller when a connection broke while a large one was sent: some servers and
// proxies close the connection where they should answer 413.
func (s *Sender) brokeUnder(n int, err error) {
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		s.cautious.Store(int64(max(n/2, smallest)))
	}
}

// createMissing makes the indices that documents lacked, and says whether there were any.
func (s *Sender) createMissing(ctx context.Context, body *Body) bool {
	var made map[string]error
	for i := range body.Docs {
		d := &body.Docs[i]
		if !d.missing() {
			continue
		}
		err, tried := made[d.Index]
		if !tried {
			if made == nil {
				made = map[string]error{}
			}
			err = s.set.Create(ctx, d.Index)
			made[d.Index] = err
		}
		if err != nil {
			d.Reason = err.Error()
			continue
		}
		d.Outcome = Pending
	}
	for _, err := range made {
		if err == nil {
			return true
		}
	}
	return false
}

// resend sends the pending documents of the body once more.
func (s *Sender) resend(ctx context.Context, body *Body) (wait time.Duration) {
	from := 0
	for from < len(body.Docs) {
		if body.Docs[from].Outcome != Pending {
			from++
			continue
		}
		to := from + 1
		for to < len(body.Docs) && body.Docs[to].Outcome == Pending {
			to++
		}
		wait = max(wait, s.sendRange(ctx, body, from, to))
		from = to
	}
	return wait
}

func retryAll(docs []Doc, status int, err error) time.Duration {
	for i := range docs {
		docs[i].Outcome, docs[i].Status, docs[i].Reason = Retry, status, err.Error()
	}
	var busy *cluster.Unavailable
	if errors.As(err, &busy) {
		return busy.Wait
	}
	return 0
}

func reject(docs []Doc, status int, reason string) {
	for i := range docs {
		docs[i].Outcome, docs[i].Status, docs[i].Reason = Rejected, status, reason
	}
}
