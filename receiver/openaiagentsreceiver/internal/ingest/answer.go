package ingest

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/translation"
)

// answer is what a post is answered with. An error has the form of OpenAI's API: {"error": {"message", "type"}}.
type answer struct {
	status     int
	retryAfter string // seconds; empty says not to come again with the same post

	Accepted int          `json:"accepted"`
	Rejected int          `json:"rejected"`
	Items    []itemError  `json:"errors,omitempty"` // the first of the rejected
	Error    *answerError `json:"error,omitempty"`
}

type itemError struct {
	Index   int    `json:"index"` // in data, from 0
	Message string `json:"message"`
}

type answerError struct {
	Message string `json:"message"`
	Type    string `json:"type"`
}

func accepted(post *translation.Translation) answer {
	a := answer{status: http.StatusOK, Accepted: post.Items - post.Rejected, Rejected: post.Rejected}
	for _, rejection := range post.Named {
		a.Items = append(a.Items, itemError{Index: rejection.Index, Message: rejection.Reason})
	}
	return a
}

// allRejected is an error, so that the SDK logs why: it logs nothing of a success.
func allRejected(post *translation.Translation) answer {
	a := accepted(post)
	first := post.Named[0]
	a.status = http.StatusBadRequest
	a.Error = &answerError{
		Message: fmt.Sprintf("all %d items are bad; item %d: %s", post.Rejected, first.Index, first.Reason),
		Type:    "invalid_request_error",
	}
	return a
}

// notNow is answered with a status that both SDKs come again after: 0.2 drops a post on any 4xx, 429 too.
func notNow(sentence string) answer {
	a := refusal(http.StatusServiceUnavailable, sentence)
	a.retryAfter = "1"
	return a
}

func refusal(status int, sentence string) answer {
	kind := "invalid_request_error"
	if status >= http.StatusInternalServerError {
		kind = "server_error"
	}
	return answer{status: status, Error: &answerError{Message: sentence, Type: kind}}
}

// write tells the client with x-should-retry what the status alone may not: SDK 0.24 obeys it.
func (a answer) write(w http.ResponseWriter) {
	headers := w.Header()
	headers.Set("Content-Type", "application/json")
	switch {
	case a.retryAfter != "":
		headers.Set("Retry-After", a.retryAfter)
		headers.Set("x-should-retry", "true")
	case a.status >= http.StatusBadRequest:
		headers.Set("x-should-retry", "false")
	}
	text, err := json.Marshal(a)
	if err != nil { // no answer has what JSON cannot hold
		text = []byte("{}")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(append(text, '\n')) // the client has gone if this fails, and takes no other answer
}

// answerForServer is for errors that the server itself finds.
func answerForServer(w http.ResponseWriter, _ *http.Request, message string, status int) {
	refusal(status, message).write(w)
}

// UnknownPath answers posts that missed the path.
func UnknownPath(w http.ResponseWriter, _ *http.Request) {
	refusal(http.StatusNotFound, "nothing is here; set the exporter's endpoint to http://<host>:<port>"+Path).write(w)
}
