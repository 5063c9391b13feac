package store

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/batch"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
)

// run is one attempt at one batch.
type run struct {
	store  *Store
	body   bulk.Body
	before batch.History
	plain  bool

	left     []uint32 // to be sent again
	cause    string   // why, the first of the reasons
	wait     time.Duration
	refused  []refusal   // to be sent once more, without the field at fault
	rejected []rejection // to be written once more, in a plainer form
	dead     []rejection
}

// rejection is a document that the server will never take as it is.
type rejection struct {
	item   uint32
	index  string
	status int
	reason string
}

func rejectionOf(d *bulk.Doc) rejection {
	return rejection{item: d.Item, index: d.Index, status: d.Status, reason: d.Reason}
}

// begin makes the run ready for a batch of so many items.
func (r *run) begin(before batch.History, items int) {
	*r = run{store: r.store, body: r.body, before: before, left: r.left[:0], refused: r.refused[:0], rejected: r.rejected[:0], dead: r.dead[:0]}
	r.body.Reset()
	const usual = 2 << 10 // of a document; what is beyond the largest request is a document that reaches over it
	r.body.Grow(min(items*usual, r.store.set.Bytes+16*usual))
}

// room sends the body once it is large enough.
func (r *run) room(ctx context.Context) {
	if r.body.Len() >= r.store.set.Bytes {
		r.flush(ctx)
	}
}

// flush sends what the body holds and sorts its documents by what became of them.
func (r *run) flush(ctx context.Context) {
	if len(r.body.Docs) == 0 {
		return
	}
	r.wait = max(r.wait, r.store.sender.Send(ctx, &r.body))
	var n tally
	for i := range r.body.Docs {
		r.sort(i, &n)
	}
	n.report(ctx, r.store.set.Telemetry)
	r.body.Reset()
}

func (r *run) sort(doc int, n *tally) {
	d := &r.body.Docs[doc]
	outcome := d.Outcome
	if outcome == bulk.Retry && d.Status == http.StatusInternalServerError && r.before.Attempts >= patience && !passes(d.Reason) {
		outcome = bulk.Rejected
	}
	switch outcome {
	case bulk.Stored, bulk.Exists:
		n.done(outcome)
		r.rolledOver(d, n)
		if d.Extra != "" {
			r.store.set.Schema.Stored(d.Extra)
		}
	case bulk.Rejected:
		if d.Extra != "" {
			n.dropped++ // it can be made again; its item's own document decides
			return
		}
		if !r.refuse(doc) {
			r.reject(rejectionOf(d))
		}
	default:
		n.retried++
		r.leave(d)
	}
}

// reject sends a document on to another try in a plainer form, when it was its content that the index refused.
func (r *run) reject(d rejection) {
	if !r.plain && d.status == http.StatusBadRequest {
		r.rejected = append(r.rejected, d)
	} else {
		r.dead = append(r.dead, d)
	}
}

// patience is how often a document is sent that makes the server fail (500): a bug there may be lasting, and one
// document must not hold the others up for ever.
const patience = 10

// passes says that an error of the server's is none that a document could have made.
func passes(reason string) bool { return strings.Contains(reason, "No space left on device") }

// leave keeps the document's item for the next attempt.
func (r *run) leave(d *bulk.Doc) {
	if r.cause == "" {
		r.cause = d.Reason
	}
	if strings.Contains(d.Reason, "security_exception") {
		r.store.tellMissingRight(d)
	}
	if n := len(r.left); n == 0 || r.left[n-1] != d.Item {
		r.left = append(r.left, d.Item)
	}
	if d.Status == 0 && r.store.set.Aliases {
		// Nobody knows whether it was stored, and where.
		if r.before.Written == nil {
			r.before.Written = map[string]string{}
		}
		if _, noted := r.before.Written[d.Index]; !noted {
			r.before.Written[d.Index] = r.store.setup.behind(d.Index)
		}
	}
}

// tellMissingRight says once in a while what an operator has to mend; until then what comes in waits.
func (s *Store) tellMissingRight(d *bulk.Doc) {
	s.setup.loudly("right", func() {
		s.set.Logger.Warn("The user may not write; what comes in waits. Grant the index privileges create_doc and create_index.",
			zap.String("index", d.Index), zap.String("reason", d.Reason))
	})
}

// rolledOver counts a document that is stored now, was perhaps stored before, and would be in another index then.
func (r *run) rolledOver(d *bulk.Doc, n *tally) {
	if d.Concrete == "" {
		return
	}
	if before := r.before.Written[d.Index]; before != "" && before != d.Concrete && d.Outcome == bulk.Stored {
		n.rolled++
	}
	r.store.setup.note(d.Index, d.Concrete)
}

// err tells what is left, so that the queue's retry sends that and no more.
func (r *run) err() error {
	if len(r.left) == 0 {
		return nil
	}
	r.before.Attempts++
	err := error(&batch.Left{Items: append([]uint32(nil), r.left...), Before: r.before, Cause: errors.New(r.cause)})
	if r.wait > 0 {
		return exporterhelper.NewThrottleRetry(err, r.wait)
	}
	return err
}
