package otlpclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

const (
	protobuf = "application/x-protobuf"
	// maxAnswer bounds what is read of an answer, which is a few hundred bytes.
	maxAnswer = 64 << 10
)

// httpTransport sends messages by OTLP/HTTP.
type httpTransport struct {
	client *http.Client
	url    string
	agent  string
}

func openHTTP(ctx context.Context, config *confighttp.ClientConfig, host component.Host, set component.TelemetrySettings, agent string) (*httpTransport, error) {
	client, err := config.ToClient(ctx, host.GetExtensions(), set)
	if err != nil {
		return nil, fmt.Errorf("cannot make an HTTP client for %s: %w", config.Endpoint, err)
	}
	return &httpTransport{client: client, url: tracesURL(config.Endpoint), agent: agent}, nil
}

// tracesURL puts OTLP's path behind the endpoint, unless it is there.
func tracesURL(endpoint string) string {
	endpoint = strings.TrimSuffix(endpoint, "/")
	if strings.HasSuffix(endpoint, "/v1/traces") {
		return endpoint
	}
	return endpoint + "/v1/traces"
}

func (t *httpTransport) send(ctx context.Context, m message, headers map[string]string) (ptraceotlp.ExportPartialSuccess, error) {
	answer := ptraceotlp.NewExportResponse()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, bytes.NewReader(m.join()))
	if err != nil {
		return answer.PartialSuccess(), &Refusal{Kind: Never, Code: "no request", Message: err.Error()}
	}
	request.Header.Set("Content-Type", protobuf)
	request.Header.Set("User-Agent", t.agent)
	for key, value := range headers {
		request.Header.Set(key, value)
	}
	response, err := t.client.Do(request)
	if err != nil {
		return answer.PartialSuccess(), fmt.Errorf("cannot reach the backend: %w", bare(err))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if response.StatusCode/100 != 2 {
		return answer.PartialSuccess(), refusalHTTP(response, body)
	}
	// The backend has the message: an answer that cannot be read is no reason to send it again.
	if err == nil && response.Header.Get("Content-Type") == protobuf && answer.UnmarshalProto(body) != nil {
		answer = ptraceotlp.NewExportResponse()
	}
	return answer.PartialSuccess(), nil
}

// bare is the cause alone: the client's error repeats the URL, which may hold a key.
func bare(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

func (t *httpTransport) close() error {
	t.client.CloseIdleConnections()
	return nil
}

// kindsHTTP are the answers of OTLP/HTTP (specification 1.10, "Failures"); a status that is not listed is Never.
var kindsHTTP = map[int]Kind{
	http.StatusTooManyRequests:       Later,
	http.StatusBadGateway:            Later,
	http.StatusServiceUnavailable:    Later,
	http.StatusGatewayTimeout:        Later,
	http.StatusRequestEntityTooLarge: TooLarge,
	http.StatusBadRequest:            Content,
	http.StatusUnprocessableEntity:   Content,
	http.StatusInternalServerError:   Content,
}

func refusalHTTP(response *http.Response, body []byte) error {
	s, message := read(response, body)
	r := &Refusal{Kind: Never, Code: "HTTP " + strconv.Itoa(response.StatusCode), Message: message}
	if kind, ok := kindsHTTP[response.StatusCode]; ok {
		r.Kind = kind
	}
	// The Collector's own receiver answers a body over its limit with 400.
	if r.Kind == Content && strings.Contains(r.Message, "request body too large") {
		r.Kind = TooLarge
	}
	if r.Kind != Later {
		return r
	}
	if after, err := retryAfter(response.Header.Get("Retry-After")); err == nil {
		r.After = after
	} else if info := retryInfo(s); info != nil {
		r.After = info.GetRetryDelay().AsDuration()
	}
	return r
}

// read returns what a refusal says: a status in protobuf, as OTLP wants it, or whatever a proxy in between writes.
func read(response *http.Response, body []byte) (*status.Status, string) {
	var s spb.Status
	if strings.HasPrefix(response.Header.Get("Content-Type"), protobuf) && proto.Unmarshal(body, &s) == nil {
		return status.FromProto(&s), s.GetMessage()
	}
	const most = 500
	if len(body) > most {
		body = body[:most]
	}
	return nil, strings.TrimSpace(strings.ToValidUTF8(string(body), "?"))
}

// retryAfter reads seconds or a date.
func retryAfter(value string) (time.Duration, error) {
	if value == "" {
		return 0, errors.New("no value")
	}
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(seconds) * time.Second, nil
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0, err
	}
	return time.Until(date), nil
}
