// Package elasticsearchexporter writes traces and logs to Elasticsearch 7.10 or newer and OpenSearch, either as Jaeger's
// documents in Jaeger's indices (schema jaeger) or as one document a span for Kibana and OpenSearch Dashboards (schema
// flat). It shares its type, elasticsearch, with contrib's exporter and is another program: see README.md.
//
// A batch is written into request bodies straight from pdata, at most flush::bytes each, and sent to one node; every
// document of the answer is judged by itself. Ids are made of the spans, so whatever is sent twice is stored once.
package elasticsearchexporter

//go:generate go tool mdatagen metadata.yaml
