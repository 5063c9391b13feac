// Package ingest takes the posts of the OpenAI Agents SDK: it reads them, hands on what they tell, and answers as the SDK
// expects.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/receiver/receiverhelper"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadata"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/relay"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/translation"
)

// format is the name of the posts' format in the Collector's own metrics.
const format = "openai_agents"

// Path is the path that the SDK's endpoint ends in.
const Path = "/v1/traces/ingest"

// Handler takes posts. It may be called concurrently.
type Handler struct {
	Next       consumer.Traces
	Translator *translation.Translator
	Obs        *receiverhelper.ObsReport
	Telemetry  *metadata.TelemetryBuilder
	// Relay forwards posts; nil where nothing is forwarded.
	Relay *relay.Relay
	// ServiceHeader names the header that tells the service; empty is none.
	ServiceHeader string
	// OwnKeys says that Authorization holds a key of this server's, which is never forwarded.
	OwnKeys bool
	// Room is what bodies may take, until what they tell was handed on.
	Room *Room
}

// ServeHTTP takes one post.
func (h *Handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	a := h.take(req)
	a.write(w)
	h.countPost(req.Context(), a.status)
}

func (h *Handler) take(req *http.Request) answer {
	if req.Method != http.MethodPost {
		return refusal(http.StatusMethodNotAllowed, "post traces with POST")
	}
	body, took, err := h.Room.read(req)
	defer h.Room.give(took)
	if err != nil {
		if errors.Is(err, errFull) {
			// A client that is not let finish may see a broken connection in place of the answer.
			_, _ = io.Copy(io.Discard, req.Body)
		}
		return unreadable(err)
	}
	sender := translation.Sender{UserAgent: req.UserAgent()}
	if name := h.ServiceHeader; name != "" {
		sender.Service = req.Header.Get(name)
	}
	post, err := h.Translator.Translate(body, sender)
	if err != nil {
		return refusal(http.StatusBadRequest, err.Error())
	}
	h.countRejected(req.Context(), post.Rejected)
	if post.Items > 0 && post.Rejected == post.Items {
		return allRejected(post)
	}
	if err := h.handOn(req.Context(), post); err != nil {
		post.Undo()
		h.countItems(req.Context(), post, "refused")
		return pushedBack(err)
	}
	h.countItems(req.Context(), post, "accepted")
	h.forward(req, body)
	return accepted(post)
}

func (h *Handler) handOn(ctx context.Context, post *translation.Translation) error {
	spans := post.Traces.SpanCount()
	if spans == 0 {
		return nil
	}
	ctx = h.Obs.StartTracesOp(ctx)
	err := h.Next.ConsumeTraces(ctx, post.Traces)
	h.Obs.EndTracesOp(ctx, format, spans, err)
	return err
}

// forward sends the post on under the client's own key. It never waits and never fails.
func (h *Handler) forward(req *http.Request, body []byte) {
	if h.Relay == nil {
		return
	}
	headers := http.Header{"Content-Type": {"application/json"}}
	for _, name := range relay.Headers {
		if value := req.Header.Get(name); value != "" && (name != "Authorization" || !h.OwnKeys) {
			headers.Set(name, value)
		}
	}
	h.Relay.Send(relay.Post{Body: body, Headers: headers})
}

func unreadable(err error) answer {
	if errors.Is(err, errFull) {
		return notNow(err.Error())
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refusal(http.StatusRequestEntityTooLarge, fmt.Sprintf(
			"the body is larger than %d bytes; post fewer items at once (max_batch_size) or raise max_request_body_size", tooLarge.Limit))
	}
	return refusal(http.StatusBadRequest, fmt.Sprintf("cannot read the body: %v", err))
}

// pushedBack says whether to come again.
func pushedBack(err error) answer {
	if consumererror.IsPermanent(err) {
		return refusal(http.StatusBadRequest, fmt.Sprintf("cannot take the traces: %v", err))
	}
	return notNow("the pipeline takes nothing at the moment; post again")
}
