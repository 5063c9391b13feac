// Package jaegerdoc writes the documents that Jaeger v2 keeps in Elasticsearch: one for each span, one for each
// operation of a service on a day, and one for each record of dependencies. They are what Jaeger's own writer (v1.76)
// makes of the same spans after its sanitizers, field by field, so that its query service shows them as its own. Two
// things differ: a number that JSON lacks (NaN, infinity) is stored as its name where Jaeger loses the span, and no
// field stands in a document twice.
package jaegerdoc
