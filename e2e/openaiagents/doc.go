// Package openaiagents drives the receiver openai_agents with the real SDKs, Python's and JavaScript's, against a model
// server whose replies and usage are scripted. Its tests have the build tag backends and make their own environments
// in .cache.
package openaiagents
