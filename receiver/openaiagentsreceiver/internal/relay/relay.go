// Package relay sends posts on to another backend, beside the way that they take here: it never makes the sender wait,
// and whatever becomes of a post there changes nothing here.
package relay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
)

// Headers are what a post takes along: the client's own key and whom it stands for.
var Headers = []string{"Authorization", "OpenAI-Beta", "OpenAI-Organization", "OpenAI-Project"}

// Post is a body and the headers to send it with. It holds the client's key, and is never logged.
type Post struct {
	Body    []byte
	Headers http.Header
}

// Options say where posts go.
type Options struct {
	Client   *http.Client
	Endpoint string
	// MostBytes is how much may wait.
	MostBytes int64
	// OpenAI says that the endpoint is OpenAI's own, which takes less than the SDK sends elsewhere.
	OpenAI bool
	// Count is told what became of each post: sent, failed or dropped.
	Count  func(outcome string)
	Logger *zap.Logger
}

// Attempts and the wait after the first, which doubles: the SDK's own (BackendSpanExporter, max_retries, base_delay).
const (
	attempts  = 3
	firstWait = time.Second
	senders   = 2
	mostPosts = 4096
)

// Relay sends posts on. Send may be called from several goroutines, during Shutdown and after it too.
type Relay struct {
	options  Options
	where    string       // for logs
	mu       sync.RWMutex // guards closing posts against Send
	closed   bool
	posts    chan Post
	waiting  atomic.Int64 // bytes in posts and in the senders' hands
	failing  atomic.Bool  // the last post failed; it is logged when that changes
	stopping chan struct{}
	cancel   context.CancelFunc
	senders  sync.WaitGroup
}

// New returns a Relay that is sending already.
func New(options Options) *Relay {
	client := *options.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the key goes nowhere else
	options.Client = &client
	ctx, cancel := context.WithCancel(context.Background())
	r := &Relay{options: options, where: place(options.Endpoint), posts: make(chan Post, mostPosts), stopping: make(chan struct{}), cancel: cancel}
	for range senders {
		r.senders.Go(func() {
			for post := range r.posts {
				r.deliver(ctx, post)
				r.waiting.Add(-int64(len(post.Body)))
			}
		})
	}
	return r
}

// Send takes a post if there is room, and returns at once.
func (r *Relay) Send(post Post) {
	size := int64(len(post.Body))
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		r.options.Count("dropped")
		return
	}
	if r.waiting.Add(size) <= r.options.MostBytes {
		select {
		case r.posts <- post:
			return
		default:
		}
	}
	r.waiting.Add(-size)
	r.options.Count("dropped")
}

// Shutdown sends what waits, each post once more at most, until ctx ends.
func (r *Relay) Shutdown(ctx context.Context) {
	r.mu.Lock()
	r.closed = true
	close(r.posts)
	r.mu.Unlock()
	close(r.stopping)
	stop := context.AfterFunc(ctx, r.cancel)
	r.senders.Wait()
	stop()
	r.cancel()
	r.options.Client.CloseIdleConnections()
}

func (r *Relay) deliver(ctx context.Context, post Post) {
	if r.options.OpenAI {
		post.Body = forOpenAI(post.Body)
	}
	wait := firstWait
	for attempt := 1; ; attempt++ {
		again, err := r.try(ctx, post)
		if err == nil {
			r.done("sent", nil)
			return
		}
		if !again || attempt == attempts || !r.pause(ctx, wait) {
			r.done("failed", err)
			return
		}
		wait *= 2
	}
}

// try sends a post once. The error names the endpoint and a status, and nothing that came or went in a header or body:
// OpenAI repeats a part of the key in its own errors.
func (r *Relay) try(ctx context.Context, post Post) (again bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.options.Endpoint, bytes.NewReader(post.Body))
	if err != nil {
		return false, fmt.Errorf("cannot forward to %s: the endpoint is no URL", r.where)
	}
	req.Header = post.Headers.Clone()
	resp, err := r.options.Client.Do(req)
	if err != nil {
		return ctx.Err() == nil, fmt.Errorf("cannot forward to %s: %w", r.where, bare(err))
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // so that the connection can be used again
	if resp.StatusCode < http.StatusMultipleChoices {
		return false, nil
	}
	return retryable(resp), fmt.Errorf("cannot forward: %s answered %d", r.where, resp.StatusCode)
}

// place is an endpoint without what may be secret in it: a user and a query.
func place(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return "the endpoint"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// bare is the cause alone: the client's error repeats the URL.
func bare(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// retryable follows SDK 0.24: server errors, 408, 409 and 429, unless the server says otherwise.
func retryable(resp *http.Response) bool {
	if resp.Header.Get("x-should-retry") == "false" {
		return false
	}
	switch resp.StatusCode {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests:
		return true
	}
	return resp.StatusCode >= http.StatusInternalServerError
}

// pause is false where the relay is to end.
func (r *Relay) pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.stopping:
	case <-ctx.Done():
	}
	return false
}

// done counts, and logs when forwarding begins or ceases to fail.
func (r *Relay) done(outcome string, err error) {
	r.options.Count(outcome)
	if was := r.failing.Swap(err != nil); was == (err != nil) {
		return
	}
	if err != nil {
		r.options.Logger.Warn("Forwarding fails; what was received is kept all the same", zap.Error(err))
	} else {
		r.options.Logger.Info("Forwarding works again")
	}
}
