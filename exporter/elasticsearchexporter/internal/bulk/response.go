package bulk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// response is what _bulk answers, by its filter_path.
type response struct {
	Errors bool              `json:"errors"`
	Items  []map[string]item `json:"items"`
}

type item struct {
	Index  string     `json:"_index"`
	Status int        `json:"status"`
	Error  *itemError `json:"error"`
}

type itemError struct {
	Type     string     `json:"type"`
	Reason   string     `json:"reason"`
	CausedBy *itemError `json:"caused_by"`
}

func (e *itemError) String() string {
	s := e.Type + ": " + e.Reason
	if e.CausedBy != nil {
		s += ": " + e.CausedBy.Reason
	}
	return s
}

// allStored is how the answer begins when every document was stored: the common case needs no parser.
var allStored = []byte(`{"errors":false`)

// settle gives each document its outcome from the server's answer. With concrete it notes the indices behind aliases.
func settle(docs []Doc, answer []byte, concrete bool) error {
	if !concrete && bytes.HasPrefix(answer, allStored) {
		for i := range docs {
			docs[i].Outcome, docs[i].Status = Stored, http.StatusCreated
		}
		return nil
	}
	var r response
	if err := json.Unmarshal(answer, &r); err != nil {
		return fmt.Errorf("cannot read the answer to a bulk request: %w", err)
	}
	if len(r.Items) != len(docs) {
		return fmt.Errorf("%d documents were answered, of %d that were sent", len(r.Items), len(docs))
	}
	for i, byVerb := range r.Items {
		it, ok := byVerb["create"]
		if !ok {
			return errors.New("an answer to a bulk request speaks of no create")
		}
		docs[i].settle(it)
	}
	return nil
}

func (d *Doc) settle(it item) {
	d.Status, d.Reason = it.Status, ""
	if it.Error != nil {
		d.Reason = it.Error.String()
	}
	d.Concrete = it.Index
	d.Outcome = outcomeOf(it)
}

// retryTypes are errors that pass, or that an operator can mend, whatever their status: a full disk blocks the index
// (403 before 7.7, then 429), a cluster that has all the shards it may have says so with 400, rights can be granted.
var retryTypes = map[string]bool{
	"cluster_block_exception":                 true,
	"validation_exception":                    true,
	"security_exception":                      true,
	"index_not_found_exception":               true,
	"index_closed_exception":                  true,
	"es_rejected_execution_exception":         true,
	"unavailable_shards_exception":            true,
	"circuit_breaking_exception":              true,
	"process_cluster_event_timeout_exception": true,
}

func outcomeOf(it item) Outcome {
	switch {
	case it.Status == http.StatusConflict:
		return Exists
	case it.Status >= 200 && it.Status < 300:
		return Stored
	case it.Status == http.StatusTooManyRequests || it.Status >= 500 || it.Status == http.StatusRequestTimeout:
		return Retry
	case it.Error != nil && retryTypes[it.Error.Type]:
		return Retry
	default:
		return Rejected
	}
}

// missing says that the document's index is not there and the server does not make it by itself.
func (d *Doc) missing() bool {
	return d.Outcome == Retry && d.Status == http.StatusNotFound
}
