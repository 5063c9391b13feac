package cluster

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Answer is what a node answered.
type Answer struct {
	Status int
	Body   []byte

	node       *node
	retryAfter time.Duration
	now        func() time.Time
}

// OK says that the call was granted.
func (a *Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Busy leaves the node that answered alone for a while, and returns how long: the answer was good, and still said that
// the node has too much to do.
func (a *Answer) Busy() time.Duration { return a.node.failed(a.now(), a.retryAfter) }

// Reason is why the server refused, in its words.
func (a *Answer) Reason() string {
	var refusal struct {
		Error struct {
			Type      string `json:"type"`
			Reason    string `json:"reason"`
			RootCause []struct {
				Type   string `json:"type"`
				Reason string `json:"reason"`
			} `json:"root_cause"`
		} `json:"error"`
	}
	if json.Unmarshal(a.Body, &refusal) == nil && refusal.Error.Type != "" {
		return refusal.Error.Type + ": " + refusal.Error.Reason
	}
	const most = 200
	text := strings.Join(strings.Fields(string(a.Body)), " ")
	if len(text) > most {
		text = text[:most] + "…"
	}
	if text == "" {
		return http.StatusText(a.Status)
	}
	return text
}

// Err tells the refusal as an error.
func (a *Answer) Err() error { return fmt.Errorf("status %d: %s", a.Status, a.Reason()) }
