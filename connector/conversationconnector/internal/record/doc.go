// Package record writes log records: one a run with its diagram, and one an event.
package record
