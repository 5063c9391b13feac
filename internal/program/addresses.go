package program

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
