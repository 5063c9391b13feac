package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
)

// putPolicy puts the policy and says whether the server has policies at all.
func (x *Indices) putPolicy(ctx context.Context, c *cluster.Cluster) (bool, error) {
	path, policy := "/_ilm/policy/", x.ilm()
	if x.server.Kind == cluster.OpenSearch {
		path, policy = "/_plugins/_ism/policies/", x.ism()
	}
	body, err := json.Marshal(policy)
	if err != nil {
		return false, fmt.Errorf("cannot write the policy: %w", err)
	}
	name := x.Config.Policy.Get().Name
	answer, err := c.Do(ctx, cluster.Call{Method: http.MethodPut, Path: path + name, Body: body})
	if err != nil {
		return false, fmt.Errorf("cannot put the policy %s: %w", name, err)
	}
	switch answer.Status {
	case http.StatusOK, http.StatusCreated:
		return true, nil
	case http.StatusConflict: // OpenSearch has one of this name
		return true, x.replacePolicy(ctx, c, path+name, body)
	case http.StatusUnauthorized, http.StatusForbidden:
		return false, fmt.Errorf("cannot put the policy %s (the cluster privilege manage_ilm, or cluster:admin/opendistro/ism/policy/write, allows it): %w",
			name, answer.Err())
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed:
		if isRefusedPolicy(answer.Body) {
			return false, fmt.Errorf("cannot put the policy %s: %w", name, answer.Err())
		}
		return false, nil // the server has no such API
	default:
		return false, fmt.Errorf("cannot put the policy %s: %w", name, answer.Err())
	}
}

// replacePolicy puts the policy in place of another of ours. An operator's own of that name stays.
func (x *Indices) replacePolicy(ctx context.Context, c *cluster.Cluster, path string, body []byte) error {
	var found struct {
		Sequence int64 `json:"_seq_no"`
		Term     int64 `json:"_primary_term"`
		Policy   struct {
			Description string `json:"description"`
		} `json:"policy"`
	}
	if err := get(ctx, c, path, &found); err != nil {
		return err
	}
	if d := found.Policy.Description; d == description(x.states()) || !strings.HasPrefix(d, writtenBy) {
		return nil
	}
	answer, err := c.Do(ctx, cluster.Call{
		Method: http.MethodPut, Body: body, Path: fmt.Sprintf("%s?if_seq_no=%d&if_primary_term=%d", path, found.Sequence, found.Term),
	})
	if err == nil && !answer.OK() && answer.Status != http.StatusConflict { // another exporter has just done so
		err = answer.Err()
	}
	if err != nil {
		return fmt.Errorf("cannot replace the policy (cluster:admin/opendistro/ism/policy/write allows it): %w", err)
	}
	return nil
}

// writtenBy begins the description of each policy of ours; what the policy says ends it, as a number.
const writtenBy = "Indices written by otelcol-baton"

func description(states []object) string {
	text, _ := json.Marshal(states)
	return fmt.Sprintf("%s, policy %08x.", writtenBy, crc32.ChecksumIEEE(text))
}

// isRefusedPolicy tells a policy that the server did not like from a server that knows no policies: that one answers
// "no handler found for uri", in plain text or as an error without a type, or takes the path for that of a document.
func isRefusedPolicy(body []byte) bool {
	var refusal struct {
		Error struct {
			Type string `json:"type"`
		} `json:"error"`
	}
	kind := ""
	if json.Unmarshal(body, &refusal) == nil {
		kind = refusal.Error.Type
	}
	return kind != "" && kind != "invalid_index_name_exception"
}

type object = map[string]any

// ilm is the policy in the words of Elasticsearch.
func (x *Indices) ilm() object {
	p := x.Config.Policy.Get()
	phases := object{"hot": object{"actions": object{}}}
	keep := x.Config.Retention
	if x.Config.Rotate == index.Daily {
		keep += day // counted from the index's creation, on the day it is for
	} else {
		phases["hot"] = object{"actions": object{"rollover": object{"max_age": hours(p.MaxAge), "max_size": gigabytes(p.MaxGiB)}}}
	}
	if x.Config.Retention > 0 {
		phases["delete"] = object{"min_age": hours(keep), "actions": object{"delete": object{}}}
	}
	return object{"policy": object{"phases": phases}}
}

// states is what ISM does to an index from its first day on.
func (x *Indices) states() []object {
	p := x.Config.Policy.Get()
	hot := object{"name": "hot", "actions": []object{}, "transitions": []object{}}
	states := []object{hot}
	keep := x.Config.Retention
	if x.Config.Rotate == index.Daily {
		keep += day
	} else {
		hot["actions"] = []object{{"rollover": object{"min_index_age": hours(p.MaxAge), "min_size": gigabytes(p.MaxGiB)}}}
	}
	if x.Config.Retention > 0 {
		hot["transitions"] = []object{{"state_name": "delete", "conditions": object{"min_index_age": hours(keep + p.MaxAge)}}}
		states = append(states, object{"name": "delete", "actions": []object{{"delete": object{}}}, "transitions": []object{}})
	}
	return states
}

// ism is the policy in the words of OpenSearch.
func (x *Indices) ism() object {
	var patterns []string
	for _, f := range x.Families {
		patterns = append(patterns, f.Pattern(x.tenants()))
	}
	return object{"policy": object{
		"description": description(x.states()), "default_state": "hot", "states": x.states(),
		"ism_template": []object{{"index_patterns": patterns, "priority": 100}},
	}}
}

const day = 24 * time.Hour

func hours(d time.Duration) string { return strconv.FormatInt(int64(d/time.Hour), 10) + "h" }

func gigabytes(n int) string { return strconv.Itoa(n) + "gb" }
