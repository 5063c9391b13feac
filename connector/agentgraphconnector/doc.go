// Package agentgraphconnector is the connector agent_graph: who calls whom. From enriched traces it counts the edges
// between services, and between agents, tools and models, as the metrics that Grafana draws a service graph from, and as
// the log records from which Jaeger draws its architecture page.
//
// internal/graph finds the edges of a batch and counts them; internal/dependency counts calls between services for
// Jaeger.
package agentgraphconnector

//go:generate go tool mdatagen metadata.yaml
