// Package config is the ready-made pipelines of the distribution, and the confmap provider that serves them from inside
// the program: `otelcol-baton --config baton:local` runs config/local.yaml, so that the program alone is enough to start.
package config
