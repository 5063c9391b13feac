// Package template puts index templates: what a new index is like, before the first document reaches it.
package template

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
)

// Template is an index template, in either form that servers know.
type Template struct {
	Name    string
	Pattern string
	// Legacy asks for the form before 7.8, which Jaeger uses on everything but Elasticsearch 8.
	Legacy bool
	// Priority decides between templates that match the same index.
	Priority   int
	Settings   map[string]any
	Mappings   json.RawMessage
	Aliases    []string
	DataStream bool
}

// Install puts the template, unless there is one of this name that is up to date or is not ours: a template without a
// version is Jaeger's or the operator's own, and stays.
func (t Template) Install(ctx context.Context, c *cluster.Cluster) error {
	body, version, err := t.body()
	if err != nil {
		return err
	}
	answer, err := c.Do(ctx, cluster.Call{Method: http.MethodGet, Path: t.path()})
	if err != nil {
		return fmt.Errorf("cannot read the index template %s: %w", t.Name, err)
	}
	if answer.OK() {
		if found := versionOf(answer.Body); found == nil || *found == version {
			return nil
		}
	} else if answer.Status != http.StatusNotFound {
		return fmt.Errorf("cannot read the index template %s (the cluster privilege manage_index_templates allows it): %w", t.Name, answer.Err())
	}
	answer, err = c.Do(ctx, cluster.Call{Method: http.MethodPut, Path: t.path(), Body: body})
	if err == nil && !answer.OK() {
		err = answer.Err()
	}
	if err != nil {
		return fmt.Errorf("cannot put the index template %s (the cluster privilege manage_index_templates allows it): %w", t.Name, err)
	}
	return nil
}

func (t Template) path() string {
	if t.Legacy {
		return "/_template/" + t.Name
	}
	return "/_index_template/" + t.Name
}

// body returns the template and its version, which is made of what it says: another configuration is another version.
func (t Template) body() ([]byte, uint32, error) {
	inner := map[string]any{"settings": t.Settings, "mappings": t.Mappings}
	if len(t.Aliases) > 0 {
		aliases := map[string]any{}
		for _, a := range t.Aliases {
			aliases[a] = map[string]any{}
		}
		inner["aliases"] = aliases
	}
	outer := inner
	if t.Legacy {
		outer["order"] = t.Priority
	} else {
		outer = map[string]any{"template": inner, "priority": t.Priority}
		if t.DataStream {
			outer["data_stream"] = map[string]any{}
		}
	}
	outer["index_patterns"] = []string{t.Pattern}
	text, err := json.Marshal(outer)
	if err != nil {
		return nil, 0, fmt.Errorf("cannot write the index template %s: %w", t.Name, err)
	}
	version := crc32.ChecksumIEEE(text) >> 1 // the server's versions are signed
	outer["version"] = version
	text, err = json.Marshal(outer)
	return text, version, err
}

// versionOf finds the version in either form of answer.
func versionOf(answer []byte) *uint32 {
	var composable struct {
		Templates []struct {
			Template struct {
				Version *uint32 `json:"version"`
			} `json:"index_template"`
		} `json:"index_templates"`
	}
	if json.Unmarshal(answer, &composable) == nil && len(composable.Templates) > 0 {
		return composable.Templates[0].Template.Version
	}
	var legacy map[string]struct {
		Version *uint32 `json:"version"`
	}
	if json.Unmarshal(answer, &legacy) == nil {
		for _, t := range legacy {
			return t.Version
		}
	}
	return nil
}
