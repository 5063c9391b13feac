// Package tempoexporter sends traces to Grafana Tempo by OTLP, each tenant's by themselves, cut to what Tempo takes, and
// understands what Tempo refuses.
package tempoexporter

//go:generate go tool mdatagen metadata.yaml
