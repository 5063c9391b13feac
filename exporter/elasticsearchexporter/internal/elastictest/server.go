// Package elastictest is for tests that need no real server: a small one that answers as Elasticsearch does, so far as
// this exporter asks. What is claimed of real servers is shown with real ones, in the tests with the tag backends.
package elastictest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Document is a stored document.
type Document struct {
	Index, ID string
	Source    map[string]any
}

// Refusal is what the server says of one document, or of a request as a whole.
type Refusal struct {
	Status       int
	Type, Reason string
	RetryAfter   string
}

// Server is the small server. Set its fields before the first request, or hold it by Lock.
type Server struct {
	*httptest.Server
	sync.Mutex

	// Root is the answer to GET /; empty is Elasticsearch 7.10.2.
	Root string
	// Refuse may refuse a whole request.
	Refuse func(r *http.Request, body []byte) *Refusal
	// RefuseDocument may refuse a document of a bulk request.
	RefuseDocument func(d Document) *Refusal
	// Lose makes the server store a bulk request and break the connection in place of an answer.
	Lose func() bool
	// Handle answers requests that are neither bulk nor root; the default knows templates and indices.
	Handle func(w http.ResponseWriter, r *http.Request, body []byte) bool
	// Behind names the index behind an alias; nil for indices alone.
	Behind func(alias string) string
	// Missing indices are not made by bulk requests.
	Missing map[string]bool

	Documents map[string]Document // by index and id
	Bulks     []int               // the size of each bulk request, before compression
	Calls     []string            // every other request: METHOD PATH BODY
	Headers   []http.Header
	tb        testing.TB
}

// Root is what the server says of itself on GET /.
func Root(number, more string) string {
	return fmt.Sprintf(`{"version":{"number":%q%s},"tagline":"You Know, for Search"}`, number, more)
}

// New starts a server.
func New(tb testing.TB) *Server {
	s := &Server{Documents: map[string]Document{}, Missing: map[string]bool{}, tb: tb}
	s.Server = httptest.NewServer(s)
	tb.Cleanup(s.Close)
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	body := s.read(r)
	s.Headers = append(s.Headers, r.Header.Clone())
	w.Header().Set("Content-Type", "application/json")
	if s.Refuse != nil {
		if refusal := s.Refuse(r, body); refusal != nil {
			if refusal.RetryAfter != "" {
				w.Header().Set("Retry-After", refusal.RetryAfter)
			}
			w.WriteHeader(refusal.Status)
			fmt.Fprintf(w, `{"error":{"type":%q,"reason":%q},"status":%d}`, refusal.Type, refusal.Reason, refusal.Status)
			return
		}
	}
	switch {
	case r.URL.Path == "/_bulk":
		s.Bulks = append(s.Bulks, len(body))
		answer := s.bulk(body)
		if s.Lose != nil && s.Lose() {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, answer)
	case r.URL.Path == "/":
		root := s.Root
		if root == "" {
			root = Root("7.10.2", "")
		}
		_, _ = io.WriteString(w, root)
	default:
		s.Calls = append(s.Calls, r.Method+" "+r.URL.Path+" "+string(body))
		if s.Handle == nil || !s.Handle(w, r, body) {
			s.other(w, r)
		}
	}
}

func (s *Server) read(r *http.Request) []byte {
	var from io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil
		}
		from = z
	}
	body, _ := io.ReadAll(from)
	return body
}

func (s *Server) other(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/_simulate"):
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"type":"mapper_parsing_exception","reason":"No handler for type [flattened]"},"status":400}`)
	case r.Method == http.MethodGet && strings.Contains(r.URL.Path, "template"):
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{}`)
	case r.Method == http.MethodPut:
		delete(s.Missing, strings.TrimPrefix(r.URL.Path, "/"))
		_, _ = io.WriteString(w, `{"acknowledged":true}`)
	default:
		_, _ = io.WriteString(w, `{}`)
	}
}

func (s *Server) bulk(body []byte) string {
	lines := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	var items []string
	errors := false
	for i := 0; i+1 < len(lines); i += 2 {
		d := s.document(lines[i], lines[i+1])
		if s.Behind != nil {
			d.Index = s.Behind(d.Index)
		}
		status, refusal := http.StatusCreated, (*Refusal)(nil)
		key := d.Index + "/" + d.ID
		switch _, exists := s.Documents[key]; {
		case s.Missing[d.Index]:
			refusal = &Refusal{Status: http.StatusNotFound, Type: "index_not_found_exception", Reason: "no such index"}
		case exists:
			refusal = &Refusal{Status: http.StatusConflict, Type: "version_conflict_engine_exception", Reason: "exists"}
		case s.RefuseDocument != nil:
			refusal = s.RefuseDocument(d)
		}
		if refusal == nil {
			s.Documents[key] = d
			items = append(items, fmt.Sprintf(`{"create":{"_index":%q,"status":%d}}`, d.Index, status))
			continue
		}
		errors = true
		items = append(items, fmt.Sprintf(`{"create":{"_index":%q,"status":%d,"error":{"type":%q,"reason":%q}}}`,
			d.Index, refusal.Status, refusal.Type, refusal.Reason))
	}
	return fmt.Sprintf(`{"errors":%t,"items":[%s]}`, errors, strings.Join(items, ","))
}

func (s *Server) document(action, source []byte) Document {
	var a struct {
		Create struct {
			Index string `json:"_index"`
			ID    string `json:"_id"`
		} `json:"create"`
	}
	require.NoError(s.tb, json.Unmarshal(action, &a))
	d := Document{Index: a.Create.Index, ID: a.Create.ID}
	require.NoError(s.tb, json.Unmarshal(source, &d.Source), "%s", source)
	return d
}

// In lists the documents whose index starts with a prefix.
func (s *Server) In(prefix string) []Document {
	s.Lock()
	defer s.Unlock()
	var in []Document
	for _, d := range s.Documents {
		if strings.HasPrefix(d.Index, prefix) {
			in = append(in, d)
		}
	}
	return in
}

// Called returns the requests that start with a prefix.
func (s *Server) Called(prefix string) []string {
	s.Lock()
	defer s.Unlock()
	var calls []string
	for _, c := range s.Calls {
		if strings.HasPrefix(c, prefix) {
			calls = append(calls, c)
		}
	}
	return calls
}
