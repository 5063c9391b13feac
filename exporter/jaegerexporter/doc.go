// Package jaegerexporter sends traces to Jaeger by OTLP and shows agents there as Jaeger shows services. Switched off, its
// options leave every span as it is.
package jaegerexporter

//go:generate go tool mdatagen metadata.yaml
