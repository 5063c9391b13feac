package lifecycle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
)

// Maintain rolls over what is due and removes what is past retention, where no policy of the server does. Several
// exporters may do so side by side.
func (x *Indices) Maintain(ctx context.Context, c *cluster.Cluster) error {
	if x.managed {
		return nil
	}
	var errs error
	for _, f := range x.Families {
		if x.Config.Policy.HasValue() && f.Rotation() != index.Daily {
			errs = errors.Join(errs, x.rollOver(ctx, c, f))
		}
		if x.Config.Retention > 0 {
			errs = errors.Join(errs, x.remove(ctx, c, f))
		}
	}
	return errs
}

// rollOver asks the server to, for each alias or data stream; the server weighs the conditions.
func (x *Indices) rollOver(ctx context.Context, c *cluster.Cluster, f index.Family) error {
	targets, err := x.targets(ctx, c, f)
	if err != nil {
		return err
	}
	p := x.Config.Policy.Get()
	body, err := json.Marshal(object{"conditions": object{"max_age": hours(p.MaxAge), "max_size": gigabytes(p.MaxGiB)}})
	if err != nil {
		return fmt.Errorf("cannot write the conditions of roll-over: %w", err)
	}
	for _, target := range targets {
		answer, err := c.Do(ctx, cluster.Call{Method: http.MethodPost, Path: "/" + target + "/_rollover", Body: body})
		if err == nil && !answer.OK() {
			err = answer.Err()
		}
		if err != nil {
			return fmt.Errorf("cannot roll over %s (the index privilege manage allows it): %w", target, err)
		}
	}
	return nil
}

// targets lists the aliases or data streams of a family, of all tenants.
func (x *Indices) targets(ctx context.Context, c *cluster.Cluster, f index.Family) ([]string, error) {
	if f.Rotation() == index.DataStream {
		var found struct {
			Streams []struct {
				Name string `json:"name"`
			} `json:"data_streams"`
		}
		err := get(ctx, c, "/_data_stream/"+f.Pattern(x.tenants()), &found)
		var names []string
		for _, s := range found.Streams {
			if _, ok := f.StemOf(s.Name); ok {
				names = append(names, s.Name)
			}
		}
		return names, err
	}
	var found map[string]struct {
		Aliases map[string]struct{} `json:"aliases"`
	}
	err := get(ctx, c, "/_alias/"+strings.TrimSuffix(f.Pattern(x.tenants()), "*")+"write", &found)
	var names []string
	for _, i := range found {
		for alias := range i.Aliases {
			if _, ok := f.StemOf(alias); ok && !slices.Contains(names, alias) {
				names = append(names, alias)
			}
		}
	}
	return names, err
}

// remove deletes what is past retention.
func (x *Indices) remove(ctx context.Context, c *cluster.Cluster, f index.Family) error {
	past, err := x.past(ctx, c, f)
	if err != nil {
		return err
	}
	for _, name := range past {
		answer, err := c.Do(ctx, cluster.Call{Method: http.MethodDelete, Path: "/" + name})
		if err == nil && !answer.OK() && answer.Status != http.StatusNotFound {
			err = answer.Err()
		}
		if err != nil {
			return fmt.Errorf("cannot remove %s, which is past retention (the index privilege delete_index allows it): %w", name, err)
		}
	}
	return nil
}

// past lists the indices of a family that are past retention: by the day in the name, or by when the next one began.
func (x *Indices) past(ctx context.Context, c *cluster.Cluster, f index.Family) ([]string, error) {
	pattern := f.Pattern(x.tenants())
	if f.Rotation() == index.DataStream {
		pattern = ".ds-" + pattern + "-*"
	}
	var found []struct {
		Name    string `json:"index"`
		Created int64  `json:"creation.date,string"`
	}
	if err := get(ctx, c, "/_cat/indices/"+pattern+"?format=json&expand_wildcards=all&h=index,creation.date&s=index", &found); err != nil {
		return nil, err
	}
	limit := x.Now().Add(-x.Config.Retention)
	var past []string
	ended := map[string]time.Time{} // when the index after this one began, by stem
	for _, i := range slices.Backward(found) {
		if f.Rotation() == index.Daily {
			if d, ok := f.Day(i.Name); ok && d.Add(day).Before(limit) {
				past = append(past, i.Name)
			}
			continue
		}
		stem, ok := generationOf(f, i.Name)
		if !ok {
			continue
		}
		if end, ok := ended[stem]; ok && end.Before(limit) {
			past = append(past, i.Name)
		}
		ended[stem] = time.UnixMilli(i.Created)
	}
	return past, nil
}

// generationOf returns the stem of an index behind an alias or a data stream. Backing indices of data streams are
// called .ds-NAME-000001, with a date before the number on Elasticsearch 7.11 and later.
func generationOf(f index.Family, name string) (string, bool) {
	name, backing := strings.CutPrefix(name, ".ds-")
	if backing {
		if i := strings.LastIndexByte(name, '-'); i > 11 && name[i-11] == '-' && isDate(name[i-10:i]) {
			name = name[:i-11] + name[i:]
		}
	}
	stem, _, ok := f.Generation(name)
	return stem, ok
}

func isDate(s string) bool {
	_, err := time.Parse("2006.01.02", s)
	return err == nil
}

// get reads JSON; what is not there leaves to as it is.
func get(ctx context.Context, c *cluster.Cluster, path string, to any) error {
	answer, err := c.Do(ctx, cluster.Call{Method: http.MethodGet, Path: path})
	if err == nil && answer.Status == http.StatusNotFound {
		return nil
	}
	if err == nil && !answer.OK() {
		err = answer.Err()
	}
	if err == nil {
		err = json.Unmarshal(answer.Body, to)
	}
	if err != nil {
		return fmt.Errorf("cannot read %s (the index privileges view_index_metadata and monitor allow it): %w", path, err)
	}
	return nil
}
