package cluster

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex // guards at
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// nodes starts servers that answer with a status each, and a cluster of them.
func nodes(t *testing.T, at *clock, statuses ...*int) (*Cluster, []*int) {
	t.Helper()
	var urls []string
	var asked []*int
	for _, status := range statuses {
		n := new(int)
		asked = append(asked, n)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			*n++
			if *status == http.StatusTooManyRequests {
				w.Header().Set("Retry-After", "7")
			}
			w.WriteHeader(*status)
		}))
		t.Cleanup(server.Close)
		urls = append(urls, server.URL)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return New(Settings{Client: client, Endpoints: urls, FirstPause: time.Second, LongestPause: 8 * time.Second, Now: at.now}), asked
}

func TestDo_another_node_takes_over_and_the_first_is_left_alone(t *testing.T) {
	at := &clock{at: time.Unix(1000, 0)}
	bad, good := http.StatusServiceUnavailable, http.StatusOK
	c, asked := nodes(t, at, &bad, &good)
	for range 6 {
		answer, err := c.Do(context.Background(), Call{Method: http.MethodGet, Path: "/"})
		require.NoError(t, err)
		require.True(t, answer.OK())
	}
	require.Equal(t, 1, *asked[0])
	require.Equal(t, 6, *asked[1])
	at.add(2 * time.Second) // longer than the first pause can be
	bad = http.StatusOK
	for range 4 {
		_, err := c.Do(context.Background(), Call{Method: http.MethodGet, Path: "/"})
		require.NoError(t, err)
	}
	require.Equal(t, 3, *asked[0], "it is one of two again")
}

func TestDo_pauses_grow_and_Retry_After_is_honoured(t *testing.T) {
	at := &clock{at: time.Unix(1000, 0)}
	status := http.StatusServiceUnavailable
	c, asked := nodes(t, at, &status)
	var unavailable *Unavailable
	for i, longest := range []time.Duration{2, 3, 6, 12, 12} {
		_, err := c.Do(context.Background(), Call{Method: http.MethodGet, Path: "/"})
		require.ErrorAs(t, err, &unavailable)
		require.Equal(t, i+1, *asked[0])
		require.LessOrEqual(t, unavailable.Wait, longest*time.Second)
		require.GreaterOrEqual(t, unavailable.Wait, min(time.Second<<i, 8*time.Second)/2)
		_, err = c.Do(context.Background(), Call{Method: http.MethodGet, Path: "/"})
		require.Error(t, err)
		require.Equal(t, i+1, *asked[0], "left alone meanwhile")
		at.add(unavailable.Wait)
	}
	c, _ = nodes(t, at, &status)
	status = http.StatusTooManyRequests
	_, err := c.Do(context.Background(), Call{Method: http.MethodGet, Path: "/"})
	require.ErrorAs(t, err, &unavailable)
	require.Equal(t, 7*time.Second, unavailable.Wait)
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	require.Equal(t, 3*time.Second, retryAfter("3", now))
	require.Equal(t, time.Minute, retryAfter("Sun, 22 Nov 2026 12:01:00 GMT", now))
	require.Zero(t, retryAfter("Sun, 22 Nov 2026 11:01:00 GMT", now))
	require.Zero(t, retryAfter("soon", now))
	require.Zero(t, retryAfter("", now))
}

func TestReason_is_one_line(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":{"type":"x","reason":"y"}}`: "x: y",
		"<html>\n bad  gateway </html>":       "<html> bad gateway </html>",
		"":                                    "Bad Gateway",
	} {
		require.Equal(t, want, (&Answer{Status: 502, Body: []byte(body)}).Reason())
	}
}
