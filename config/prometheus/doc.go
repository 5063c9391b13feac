// Package prometheus holds no code: its folder is what Prometheus reads, and its tests run promtool and Prometheus on it.
package prometheus
