package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Kind is the make of a server.
type Kind string

// The servers that speak Elasticsearch's API.
const (
	Elasticsearch Kind = "elasticsearch"
	OpenSearch    Kind = "opensearch"
)

// Server is what a cluster said of itself.
type Server struct {
	Kind         Kind
	Version      string
	Major, Minor int
}

// Composable says that templates are put by _index_template, as Jaeger does on Elasticsearch 8 alone.
func (s Server) Composable() bool { return s.Kind == Elasticsearch && s.Major >= 8 }

// Identify asks the cluster for its kind and version. Its errors are one line that says what to do.
func (c *Cluster) Identify(ctx context.Context) (Server, error) {
	answer, err := c.Do(ctx, Call{Method: http.MethodGet, Path: "/"})
	if err != nil {
		return Server{}, fmt.Errorf("cannot reach the server, it is asked again: %w", err)
	}
	switch answer.Status {
	case http.StatusOK:
		return serverOf(answer.Body)
	case http.StatusUnauthorized:
		return Server{}, errors.New("the server refuses the credentials (401): check user and password, api_key or auth")
	case http.StatusForbidden:
		return Server{}, errors.New("the user may not ask for the server's version (403): grant the cluster privilege monitor")
	default:
		return Server{}, fmt.Errorf("what answers is no Elasticsearch or OpenSearch: check endpoints: %w", answer.Err())
	}
}

func serverOf(body []byte) (Server, error) {
	var root struct {
		Tagline string `json:"tagline"`
		Version struct {
			Number       string `json:"number"`
			Distribution string `json:"distribution"`
		} `json:"version"`
	}
	if err := json.Unmarshal(body, &root); err != nil || root.Version.Number == "" {
		return Server{}, errors.New("what answers is no Elasticsearch or OpenSearch: check endpoints")
	}
	s := Server{Kind: Elasticsearch, Version: root.Version.Number}
	if root.Version.Distribution == "opensearch" || strings.Contains(root.Tagline, "OpenSearch") {
		s.Kind = OpenSearch
	}
	major, rest, _ := strings.Cut(s.Version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	var err1, err2 error
	s.Major, err1 = strconv.Atoi(major)
	s.Minor, err2 = strconv.Atoi(minor)
	if err := errors.Join(err1, err2); err != nil {
		return Server{}, fmt.Errorf("cannot read the server's version %q: %w", s.Version, err)
	}
	if s.Kind == Elasticsearch && (s.Major < 7 || s.Major == 7 && s.Minor < 10) {
		return Server{}, fmt.Errorf("version %s of Elasticsearch is too old: 7.10 or newer is needed", s.Version)
	}
	return s, nil
}
