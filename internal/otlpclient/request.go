package otlpclient

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"
	"google.golang.org/grpc/mem"
)

// request is what waits in the queue: encoded traces, all of one lane.
type request struct {
	// lane is the tenant, where the backend has tenants: lanes never share a message.
	lane   string
	chunks []chunk
	// calls counts the calls of Consume behind the chunks.
	calls int
	// arrived counts the spans that the backend has from earlier attempts.
	arrived int
	// ticket is the number under which the lane's gate knows that this request waits; zero while it does not.
	ticket uint64
}

// left is the error of an attempt after which some chunks are to be sent again.
type left struct {
	request *request
	cause   error
}

func (l *left) Error() string {
	return fmt.Sprintf("%d spans are to be sent again: %v", l.request.ItemsCount(), l.cause)
}

func (l *left) Unwrap() error { return l.cause }

// OnError returns the request that is left after an attempt.
func (r *request) OnError(err error) xexporterhelper.Request {
	var l *left
	if errors.As(err, &l) {
		return l.request
	}
	return r
}

func (r *request) ItemsCount() int { return message(r.chunks).spans() }

func (r *request) BytesSize() int { return message(r.chunks).size() }

// MergeSplit puts another request behind this one. It never splits: messages are cut to size when they are sent, and the
// configuration refuses a largest batch.
func (r *request) MergeSplit(_ context.Context, _ int, _ exporterhelper.RequestSizerType, other xexporterhelper.Request) ([]xexporterhelper.Request, error) {
	if other == nil {
		return []xexporterhelper.Request{r}, nil
	}
	next, ok := other.(*request)
	if !ok {
		return nil, fmt.Errorf("cannot put a %T behind a %T", other, r)
	}
	// The list may grow in place: a request has one successor.
	return []xexporterhelper.Request{&request{
		lane: r.lane, chunks: append(r.chunks, next.chunks...), calls: r.calls + next.calls,
	}}, nil
}

// messages packs the chunks into messages of at most limit bytes (zero: one message).
func (r *request) messages(limit int) []message {
	var all []message
	start, size := 0, 0
	for i, c := range r.chunks {
		if limit > 0 && i > start && size+c.body.Len() > limit {
			all = append(all, message(r.chunks[start:i:i]))
			start, size = i, 0
		}
		size += c.body.Len()
	}
	return append(all, message(r.chunks[start:]))
}

// storage is how a request lies in a persistent queue: the lane, then the spans and the body of each chunk, each text and
// body behind its length.
type storage struct{}

func (storage) Marshal(_ context.Context, r xexporterhelper.Request) ([]byte, error) {
	q, ok := r.(*request)
	if !ok {
		return nil, fmt.Errorf("cannot store a %T", r)
	}
	data := make([]byte, 0, q.BytesSize()+len(q.lane)+(len(q.chunks)+1)*2*binary.MaxVarintLen32)
	data = binary.AppendUvarint(data, uint64(len(q.lane)))
	data = append(data, q.lane...)
	for _, c := range q.chunks {
		data = binary.AppendUvarint(data, uint64(c.spans))      // #nosec G115 -- a count is not negative
		data = binary.AppendUvarint(data, uint64(c.body.Len())) // #nosec G115 -- nor is a length
		data = append(data, c.body.ReadOnlyData()...)
	}
	return data, nil
}

func (storage) Unmarshal(data []byte) (context.Context, xexporterhelper.Request, error) {
	ctx := context.Background()
	lane, data, err := cutField(data)
	if err != nil {
		return ctx, nil, err
	}
	r := &request{lane: string(lane), calls: 1}
	for len(data) > 0 {
		spans, n := binary.Uvarint(data)
		if n <= 0 {
			return ctx, nil, errBroken
		}
		var body []byte
		if body, data, err = cutField(data[n:]); err != nil {
			return ctx, nil, err
		}
		r.chunks = append(r.chunks, chunk{body: mem.SliceBuffer(body), spans: int(spans)}) // #nosec G115 -- written above
	}
	return ctx, r, nil
}

var errBroken = errors.New("cannot read what the queue has stored: it is cut off")

func cutField(data []byte) (field, rest []byte, err error) {
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) { // #nosec G115 -- n counts bytes of data
		return nil, nil, errBroken
	}
	data = data[n:]
	return data[:size], data[size:], nil
}
