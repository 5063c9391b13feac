package otlpclient

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Kind says what may be done after a refusal.
type Kind string

// The kinds of refusals.
const (
	// Later: the same bytes may be taken later.
	Later Kind = "later"
	// TooLarge: the message is too large for the backend.
	TooLarge Kind = "message_too_large"
	// Content: something in the message is not for the backend; the rest of it may be.
	Content Kind = "content"
	// Never: the backend takes nothing of this sender (its login, its URL), however often it is sent.
	Never Kind = "never"
)

// Refusal is a backend's answer to a message that it did not take.
type Refusal struct {
	Kind Kind
	// Code is how the backend puts it: a gRPC code, or "HTTP 503".
	Code string
	// Message is the backend's own text.
	Message string
	// After is how long the backend asks to be left alone; zero when it does not say.
	After time.Duration
	// Reason is one word for logs and metrics. Empty: the kind is the reason.
	Reason string
}

func (r *Refusal) Error() string { return fmt.Sprintf("%s: %s", r.Code, r.Message) }

// reason returns one word for logs and metrics.
func (r *Refusal) reason() string {
	if r.Reason != "" {
		return r.Reason
	}
	return string(r.Kind)
}

// refusalOf makes a refusal of whatever went wrong; what is no answer of the backend may be tried again.
func refusalOf(err error) *Refusal {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	return &Refusal{Kind: Later, Code: "no answer", Message: err.Error()}
}

// kindsGRPC are the answers of OTLP/gRPC (specification 1.10, "Failures"); a code that is not listed is Never. The
// specification calls InvalidArgument, FailedPrecondition and Internal final for the whole message; that some of it may
// still be good is what halving finds out.
var kindsGRPC = map[codes.Code]Kind{
	codes.Canceled:           Later,
	codes.DeadlineExceeded:   Later,
	codes.Aborted:            Later,
	codes.OutOfRange:         Later,
	codes.Unavailable:        Later,
	codes.DataLoss:           Later,
	codes.InvalidArgument:    Content,
	codes.FailedPrecondition: Content,
	codes.Internal:           Content,
	codes.Unknown:            Content,
}

// refusalGRPC reads the answer of a gRPC server.
func refusalGRPC(err error) error {
	s := status.Convert(err)
	if s.Code() == codes.OK {
		return nil
	}
	r := &Refusal{Kind: Never, Code: s.Code().String(), Message: s.Message()}
	if kind, ok := kindsGRPC[s.Code()]; ok {
		r.Kind = kind
	}
	info := retryInfo(s)
	if info != nil {
		r.After = info.GetRetryDelay().AsDuration()
	}
	if s.Code() == codes.ResourceExhausted {
		r.Kind = exhausted(s.Message(), info != nil)
	}
	return r
}

// exhausted tells apart what shares one code: grpc-go refuses a message over its limit ("received message larger than
// max", "...after decompression larger than max") with the code for a server that is out of resources, which may be tried
// again only if it says so.
func exhausted(message string, retry bool) Kind {
	switch {
	case strings.Contains(message, "larger than max"):
		return TooLarge
	case retry:
		return Later
	default:
		return Never
	}
}

func retryInfo(s *status.Status) *errdetails.RetryInfo {
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			return info
		}
	}
	return nil
}
