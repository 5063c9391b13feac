// Package lifecycle sees to indices from their first day to their last: it makes those that the server does not make by
// itself, puts a policy where the server has such, and where it has none, rolls over and removes by itself.
package lifecycle

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/template"
)

// Indices are the families that one exporter writes to.
type Indices struct {
	Config   index.Config
	Families []index.Family
	// Template returns the template of a family; its settings and aliases are added here.
	Template func(server cluster.Server, f index.Family) (template.Template, error)
	Now      func() time.Time

	server  cluster.Server
	managed bool // the server follows a policy
}

func (x *Indices) tenants() bool { return x.Config.Tenant.FromAttribute != "" }

// Prepare puts the policy and the templates.
func (x *Indices) Prepare(ctx context.Context, c *cluster.Cluster, server cluster.Server) error {
	x.server = server
	if x.Config.Policy.HasValue() {
		managed, err := x.putPolicy(ctx, c)
		if err != nil {
			return err
		}
		x.managed = managed
	}
	if x.Config.Rotate == index.Rollover {
		return nil // each alias brings its own, when it is made
	}
	for _, f := range x.Families {
		t, err := x.Template(server, f)
		if err != nil {
			return err
		}
		x.settings(t, "")
		if err := t.Install(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// settings adds what the configuration says of an index; alias is what it rolls over by, if it does.
func (x *Indices) settings(t template.Template, alias string) {
	t.Settings["index.number_of_shards"] = x.Config.Shards
	t.Settings["index.number_of_replicas"] = x.Config.Replicas
	if !x.managed {
		return
	}
	if x.server.Kind == cluster.OpenSearch {
		if alias != "" {
			t.Settings["plugins.index_state_management.rollover_alias"] = alias
		}
		return // the policy itself says what it is for
	}
	t.Settings["index.lifecycle.name"] = x.Config.Policy.Get().Name
	if alias != "" {
		t.Settings["index.lifecycle.rollover_alias"] = alias
	}
}

// Create makes an index, an alias with its first index, or a data stream. One that is there already is fine.
func (x *Indices) Create(ctx context.Context, c *cluster.Cluster, name string) error {
	for _, f := range x.Families {
		stem, ok := f.StemOf(name)
		if !ok {
			continue
		}
		switch f.Rotation() {
		case index.Rollover:
			return x.createAlias(ctx, c, f, stem)
		case index.DataStream:
			return put(ctx, c, "/_data_stream/"+name, "")
		default:
			return put(ctx, c, "/"+name, "")
		}
	}
	return fmt.Errorf("cannot create %s: it is none of this exporter's indices", name)
}

// createAlias puts the template of the alias, which gives every later index the alias for reading, and the first index.
func (x *Indices) createAlias(ctx context.Context, c *cluster.Cluster, f index.Family, stem string) error {
	t, err := x.Template(x.server, f)
	if err != nil {
		return err
	}
	t.Name, t.Pattern, t.Aliases = "baton-rollover-"+stem, stem+"-0*", []string{stem + "-read"}
	t.Priority += 2 // before Jaeger's own, where it has put one
	x.settings(t, stem+"-write")
	if err := t.Install(ctx, c); err != nil {
		return err
	}
	return put(ctx, c, "/"+stem+"-000001", `{"aliases":{"`+stem+`-write":{"is_write_index":true}}}`)
}

func put(ctx context.Context, c *cluster.Cluster, path, body string) error {
	answer, err := c.Do(ctx, cluster.Call{Method: http.MethodPut, Path: path, Body: []byte(body)})
	if err == nil && !answer.OK() && !strings.Contains(string(answer.Body), "already_exists") &&
		!strings.Contains(string(answer.Body), "already exists") {
		err = answer.Err()
	}
	if err != nil {
		return fmt.Errorf("cannot create %s (the index privileges create_index and manage allow it): %w", path, err)
	}
	return nil
}
