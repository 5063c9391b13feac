package index

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Tenants routes resources to indices of their own by an attribute. The zero value routes none.
type Tenants struct {
	// Attribute is the resource attribute that names the tenant.
	Attribute string
	// Default is the tenant of resources without one.
	Default string
}

// Of returns the tenant of a resource, and false when the resource names one that cannot be part of an index name; the
// default takes it in then. Capital letters are made small.
func (t Tenants) Of(resource pcommon.Map) (string, bool) {
	if t.Attribute == "" {
		return "", true
	}
	v, ok := resource.Get(t.Attribute)
	if !ok || v.AsString() == "" {
		return t.Default, true
	}
	name := strings.ToLower(v.AsString())
	if Check(name) != nil {
		return t.Default, false
	}
	return name, true
}
