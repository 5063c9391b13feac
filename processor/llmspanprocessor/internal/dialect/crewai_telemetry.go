package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// crewAITelemetry is CrewAI's product telemetry, meant for its makers; a tracer provider that is shared leaks it into
// the traces of the program. It tells nothing of calls, and is plumbing.
var crewAITelemetry = Dialect{
	Name:   "crewai_telemetry",
	Source: "crewai 1.15.30 telemetry/telemetry.py (read 2026-11-22)",
	Lacks:  "anything: it is not meant for the owner of the program",
	Scopes: []string{"crewai.telemetry"},
	Keys:   []string{"crewai_version"},
	NameKinds: []NameKind{
		{Name: "*", Meaning: Meaning{Role: genai.RoleMessaging}, Over: true},
	},
}
