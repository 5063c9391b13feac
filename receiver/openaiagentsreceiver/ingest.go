package openaiagentsreceiver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"go.opentelemetry.io/collector/consumer/consumererror"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/relay"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/translation"
)

// format is the name of the posts' format in the Collector's own metrics.
const format = "openai_agents"

// ingest takes one post.
func (r *tracesReceiver) ingest(w http.ResponseWriter, req *http.Request) {
	a := r.take(req)
	a.write(w)
	r.countPost(req.Context(), a.status)
}

func (r *tracesReceiver) take(req *http.Request) answer {
	if req.Method != http.MethodPost {
		return refusal(http.StatusMethodNotAllowed, "post traces with POST")
	}
	body, err := readBody(req)
	if err != nil {
		return unreadable(err)
	}
	sender := translation.Sender{UserAgent: req.UserAgent()}
	if name := r.cfg.ServiceName.Header; name != "" {
		sender.Service = req.Header.Get(name)
	}
	post, err := r.translator.Translate(body, sender)
	if err != nil {
		return refusal(http.StatusBadRequest, err.Error())
	}
	r.countRejected(req.Context(), post.Rejected)
	if post.Items > 0 && post.Rejected == post.Items {
		return allRejected(post)
	}
	if err := r.handOn(req.Context(), post); err != nil {
		post.Undo()
		r.countItems(req.Context(), post, "refused")
		return pushedBack(err)
	}
	r.countItems(req.Context(), post, "accepted")
	r.forward(req, body)
	return accepted(post)
}

// readBody reads what the server's limit lets through, into as much memory as the client announced.
func readBody(req *http.Request) ([]byte, error) {
	var body bytes.Buffer
	if n := req.ContentLength; n > 0 && n <= mostAnnounced {
		body.Grow(int(n) + bytes.MinRead)
	}
	_, err := body.ReadFrom(req.Body)
	return body.Bytes(), err
}

// mostAnnounced bounds the memory that a client gets for announcing a body without sending it.
const mostAnnounced = 1 << 20

func (r *tracesReceiver) handOn(ctx context.Context, post *translation.Translation) error {
	spans := post.Traces.SpanCount()
	if spans == 0 {
		return nil
	}
	ctx = r.obs.StartTracesOp(ctx)
	err := r.next.ConsumeTraces(ctx, post.Traces)
	r.obs.EndTracesOp(ctx, format, spans, err)
	return err
}

// forward sends the post on under the client's own key. It never waits and never fails.
func (r *tracesReceiver) forward(req *http.Request, body []byte) {
	if r.relay == nil {
		return
	}
	headers := http.Header{"Content-Type": {"application/json"}}
	for _, name := range relay.Headers {
		if value := req.Header.Get(name); value != "" && (name != "Authorization" || !r.cfg.Auth.HasValue()) {
			headers.Set(name, value)
		}
	}
	r.relay.Send(relay.Post{Body: body, Headers: headers})
}

func unreadable(err error) answer {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refusal(http.StatusRequestEntityTooLarge, fmt.Sprintf(
			"the body is larger than %d bytes; post fewer items at once (max_batch_size) or raise max_request_body_size", tooLarge.Limit))
	}
	return refusal(http.StatusBadRequest, fmt.Sprintf("cannot read the body: %v", err))
}

// pushedBack says whether to come again. SDK 0.2 drops a post on any 4xx, 429 too, so that only an error that will not
// pass is answered with one.
func pushedBack(err error) answer {
	if consumererror.IsPermanent(err) {
		return refusal(http.StatusBadRequest, fmt.Sprintf("cannot take the traces: %v", err))
	}
	a := refusal(http.StatusServiceUnavailable, "the pipeline takes nothing at the moment; post again")
	a.retryAfter = "1"
	return a
}
