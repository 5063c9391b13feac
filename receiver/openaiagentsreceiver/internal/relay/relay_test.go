package relay

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// backend answers with the statuses in turn, then with 200, and keeps what it got.
type backend struct {
	mu       sync.Mutex
	statuses []int
	hold     chan struct{}
	bodies   []string
	keys     []string
}

func (b *backend) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	if b.hold != nil {
		select {
		case <-b.hold:
		case <-req.Context().Done():
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bodies = append(b.bodies, string(body))
	b.keys = append(b.keys, req.Header.Get("Authorization"))
	status := http.StatusOK
	if len(b.statuses) > 0 {
		status, b.statuses = b.statuses[0], b.statuses[1:]
	}
	if status == http.StatusTemporaryRedirect {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "Incorrect API key provided: sk-secret")
}

func (b *backend) got() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.bodies)
}

type outcomes struct {
	mu  sync.Mutex
	all []string
}

func (o *outcomes) add(outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, outcome)
}

func (o *outcomes) now() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.all...)
}

func newRelay(t *testing.T, b *backend, change func(*Options)) (*Relay, *outcomes, *observer.ObservedLogs) {
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	core, logs := observer.New(zapcore.DebugLevel)
	count := &outcomes{}
	options := Options{
		Client: server.Client(), Endpoint: server.URL, MostBytes: 1 << 20,
		Count: count.add, Logger: zap.New(core),
	}
	if change != nil {
		change(&options)
	}
	return New(options), count, logs
}

func aPost(body string) Post {
	return Post{Body: []byte(body), Headers: http.Header{"Authorization": {"Bearer sk-secret"}}}
}

func TestPostGoesOnAsItIs(t *testing.T) {
	b := &backend{}
	r, count, _ := newRelay(t, b, nil)
	r.Send(aPost(`{"data": [ 1 ]}`))
	r.Shutdown(t.Context())
	require.Equal(t, []string{`{"data": [ 1 ]}`}, b.bodies)
	require.Equal(t, []string{"Bearer sk-secret"}, b.keys)
	require.Equal(t, []string{"sent"}, count.now())
}

func TestFailures(t *testing.T) {
	tests := map[string]struct {
		statuses []int
		tries    int
		outcome  string
	}{
		"a_server_error_is_tried_again":    {[]int{500}, 2, "sent"},
		"a_rate_limit_is_tried_again":      {[]int{429}, 2, "sent"},
		"a_client_error_is_not":            {[]int{401}, 1, "failed"},
		"a_redirect_takes_the_key_nowhere": {[]int{307}, 1, "failed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &backend{statuses: tt.statuses}
			r, count, logs := newRelay(t, b, nil)
			r.Send(aPost("{}"))
			require.Eventually(t, func() bool { return len(count.now()) == 1 }, 10*time.Second, 10*time.Millisecond)
			r.Shutdown(t.Context())
			require.Equal(t, tt.tries, b.got())
			require.Equal(t, []string{tt.outcome}, count.now())
			for _, entry := range logs.All() {
				require.NotContains(t, entry.Message, "sk-secret")
				for _, field := range entry.ContextMap() {
					require.NotContains(t, field, "sk-secret")
				}
			}
		})
	}
}

func TestWhatFindsNoRoomIsDropped(t *testing.T) {
	b := &backend{hold: make(chan struct{})}
	r, count, _ := newRelay(t, b, func(o *Options) { o.MostBytes = 10 })
	r.Send(aPost("12345"))
	r.Send(aPost("12345"))
	r.Send(aPost("1"))
	require.Equal(t, []string{"dropped"}, count.now())
	close(b.hold)
	r.Shutdown(t.Context())
	require.Equal(t, []string{"dropped", "sent", "sent"}, count.now())
}

func TestShutdownEndsWithItsContext(t *testing.T) {
	b := &backend{hold: make(chan struct{})}
	r, count, _ := newRelay(t, b, nil)
	r.Send(aPost("{}"))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r.Shutdown(ctx)
	require.Equal(t, []string{"failed"}, count.now())
	close(b.hold)
	r.Send(aPost("{}"))
	require.Equal(t, []string{"failed", "dropped"}, count.now())
}

func TestFailingIsLoggedOnce(t *testing.T) {
	b := &backend{statuses: []int{400, 400, 400}}
	r, count, logs := newRelay(t, b, nil)
	for i := range 5 {
		r.Send(aPost("{}"))
		require.Eventually(t, func() bool { return len(count.now()) == i+1 }, 10*time.Second, time.Millisecond)
	}
	r.Shutdown(t.Context())
	require.Equal(t, 2, logs.Len())
	require.Contains(t, logs.All()[0].Message, "Forwarding fails")
	require.Contains(t, logs.All()[1].Message, "works again")
}

func TestForOpenAI(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"usage_of_a_response_goes": {
			`{"data":[{"id":"s","span_data":{"type":"response","response_id":"r","usage":{"input_tokens":1}}}]}`,
			`{"data":[{"id":"s","span_data":{"type":"response","response_id":"r"}}]}`,
		},
		"usage_of_a_generation_keeps_two_counts": {
			`{"data":[{"span_data":{"type":"generation","usage":{"requests":1,"input_tokens":1,"output_tokens":2,"total_tokens":null,"input_tokens_details":{"cached_tokens":1}}}}]}`,
			`{"data":[{"span_data":{"type":"generation","usage":{"input_tokens":1,"output_tokens":2,"details":{"requests":1,"input_tokens_details":{"cached_tokens":1}}}}}]}`,
		},
		"usage_without_counts_goes": {
			`{"data":[{"span_data":{"type":"generation","usage":{"input_tokens":null}}}]}`,
			`{"data":[{"span_data":{"type":"generation"}}]}`,
		},
		"usage_inside_custom_data_stays": {
			`{"data":[{"span_data":{"type":"custom","data":{"usage":{"requests":3}}}}]}`,
			`{"data":[{"span_data":{"type":"custom","data":{"usage":{"requests":3}}}}]}`,
		},
		"reasoning_goes": {
			`{"data":[{"span_data":{"type":"generation","output":[{"type":"reasoning"},{"role":"assistant","content":"x","reasoning_content":"y"}]}}]}`,
			`{"data":[{"span_data":{"type":"generation","output":[{"role":"assistant","content":"x"}]}}]}`,
		},
		"a_long_list_is_replaced": {
			`{"data":[{"span_data":{"type":"function","input":["` + strings.Repeat("x", 100_000) + `"]}}]}`,
			`{"data":[{"span_data":{"type":"function","input":{"truncated":true,"original_type":"list","preview":"<list truncated>"}}}]}`,
		},
		"what_is_no_JSON_stays": {`"x`, `"x`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.body == `"x` {
				require.Equal(t, tt.want, string(forOpenAI([]byte(tt.body))))
				return
			}
			require.JSONEq(t, tt.want, string(forOpenAI([]byte(tt.body))))
		})
	}
}

func TestLongTextsAreCutToTheLimit(t *testing.T) {
	for _, text := range []string{strings.Repeat("x", 200_000), strings.Repeat("\"", 90_000), strings.Repeat("ä", 99_000)} {
		cut := cutField(text).(string)
		require.True(t, strings.HasSuffix(cut, truncatedSuffix))
		require.LessOrEqual(t, sizeOf(cut), mostFieldBytes)
		require.Greater(t, sizeOf(cut), mostFieldBytes*9/10)
	}
}

// A user and a query of the endpoint may be secret, whatever fails.
func TestWhatIsSecretInAnEndpointIsNotLogged(t *testing.T) {
	refused := httptest.NewServer(http.NotFoundHandler())
	address := strings.TrimPrefix(refused.URL, "http://")
	for i, name := range []string{"an_answer", "no_answer"} {
		t.Run(name, func(t *testing.T) {
			if i == 1 {
				refused.Close()
			}
			r, count, logs := newRelay(t, &backend{}, func(o *Options) {
				o.Client, o.Endpoint = &http.Client{Transport: &http.Transport{}}, "http://me:sk-secret@"+address+"/in?key=sk-secret"
			})
			r.Send(aPost("{}"))
			r.Shutdown(t.Context())
			require.Equal(t, []string{"failed"}, count.now())
			require.Equal(t, 1, logs.Len())
			said := logs.All()[0].ContextMap()["error"]
			require.Contains(t, said, "http://"+address+"/in")
			require.NotContains(t, said, "sk-secret")
		})
	}
}
