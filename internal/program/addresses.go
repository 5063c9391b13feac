package program

import "fmt"

// Addresses is where a Baton with config/local.yaml listens when it does not use its own ports.
type Addresses struct {
	GRPC, HTTP   string // OTLP
	OpenAIAgents string
}

// Elsewhere finds free addresses on loopback, so that what starts a Baton does not meet one that runs on the machine.
func Elsewhere() (Addresses, error) {
	free, err := FreeAddresses(3)
	if err != nil {
		return Addresses{}, err
	}
	return Addresses{GRPC: free[0], HTTP: free[1], OpenAIAgents: free[2]}, nil
}

// Configs is what to add behind baton:local to have it listen there. The program's own metrics, which have a port too, are off.
func (a Addresses) Configs() []string {
	return []string{
		"yaml:receivers::otlp::protocols::grpc::endpoint: " + a.GRPC,
		"yaml:receivers::otlp::protocols::http::endpoint: " + a.HTTP,
		"yaml:receivers::openai_agents::endpoint: " + a.OpenAIAgents,
		"yaml:service::telemetry::metrics::level: none",
	}
}

// All returns every address.
func (a Addresses) All() []string { return []string{a.GRPC, a.HTTP, a.OpenAIAgents} }

// GatewayAddresses is where a Baton with config/gateway.yaml listens when it does not use its own ports.
type GatewayAddresses struct {
	Addresses
	JaegerGRPC, JaegerHTTP, JaegerCompact, JaegerBinary string
	Zipkin, Health, Pages, Metrics                      string
}

// GatewayElsewhere finds free addresses on loopback for a gateway.
func GatewayElsewhere() (GatewayAddresses, error) {
	free, err := FreeAddresses(11)
	if err != nil {
		return GatewayAddresses{}, err
	}
	return GatewayAddresses{
		Addresses:  Addresses{GRPC: free[0], HTTP: free[1], OpenAIAgents: free[2]},
		JaegerGRPC: free[3], JaegerHTTP: free[4], JaegerCompact: free[5], JaegerBinary: free[6],
		Zipkin: free[7], Health: free[8], Pages: free[9], Metrics: free[10],
	}, nil
}

// Configs is what to add behind baton:gateway to have it listen there. The program's own metrics are off.
func (a GatewayAddresses) Configs() []string {
	return append(
		a.Addresses.Configs(),
		fmt.Sprintf("yaml:receivers::jaeger::protocols: {grpc: {endpoint: %q}, thrift_http: {endpoint: %q}, thrift_compact: {endpoint: %q}, thrift_binary: {endpoint: %q}}",
			a.JaegerGRPC, a.JaegerHTTP, a.JaegerCompact, a.JaegerBinary),
		"yaml:receivers::zipkin::endpoint: "+a.Zipkin,
		"yaml:extensions::health_check::endpoint: "+a.Health,
		"yaml:extensions::zpages::endpoint: "+a.Pages,
		"yaml:exporters::prometheus::endpoint: "+a.Metrics,
		"yaml:service::telemetry::metrics::readers: []",
	)
}
