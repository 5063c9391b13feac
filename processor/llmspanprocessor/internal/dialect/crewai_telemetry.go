package dialect

// crewAITelemetry is filled in next.
var crewAITelemetry = Dialect{Name: "crewai_telemetry"}
