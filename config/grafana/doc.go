// Package grafana holds no code: its folder is what Grafana reads, and its tests hold the dashboards against Grafana's own
// models. Their queries are run by the tests of config/prometheus.
package grafana
