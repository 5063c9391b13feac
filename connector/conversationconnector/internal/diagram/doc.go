// Package diagram writes a run as a person reads it: as a Mermaid sequence diagram, as plain text, or as JSON. All three
// tell the same steps. The same run gives the same bytes.
package diagram
