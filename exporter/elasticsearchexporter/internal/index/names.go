package index

import "github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"

// Names spells the targets of a family, and remembers the last: documents of a batch mostly go to one. It serves one
// goroutine at a time.
type Names struct {
	Family Family

	spelled bool
	tenant  string
	day     int64
	last    bulk.Target
}

// Target is what documents of a tenant and a day are written to.
func (n *Names) Target(tenant string, day int64) bulk.Target {
	if !n.spelled || day != n.day || tenant != n.tenant {
		n.last = bulk.Target{Index: n.Family.Name(tenant, day), Alias: n.Family.rotation == Rollover}
		n.spelled, n.tenant, n.day = true, tenant, day
	}
	return n.last
}
