// Package jsontext appends JSON to a byte slice: strings, numbers, times and attribute values, straight from pdata. It
// writes what encoding/json would, one pass and no copies, because a request body of Elasticsearch is most of what the
// exporter computes.
package jsontext
