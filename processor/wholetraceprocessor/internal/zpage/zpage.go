// Package zpage draws the page that lists what waits.
package zpage

import (
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
)

// Path is where the page is served.
const Path = "/debug/whole_tracez"

// limit is how many traces the page lists; the oldest come first.
const limit = 200

// New returns a handler that lists what waits in the buffer of the processor called name.
func New(name string, b *buffer.Buffer, now func() int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		views, all := b.List(now(), limit)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		// A reader who has gone away is nobody's concern.
		_ = layout.Execute(w, map[string]any{"Name": name, "All": all, "Views": views})
	})
}

var layout = template.Must(template.New("page").Funcs(template.FuncMap{
	"id":    func(v buffer.View) string { return hex.EncodeToString(v.ID[:]) },
	"since": func(d time.Duration) string { return d.Round(10 * time.Millisecond).String() },
	"kib":   func(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1024) },
}).Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Name}}: what waits</title>
<style>body{font-family:sans-serif;margin:2em}td,th{padding:.2em .8em;text-align:left}td.n{text-align:right}tr:nth-child(even){background:#eee}</style>
</head><body>
<h1>{{.Name}}</h1>
<p>{{.All}} traces wait{{if lt (len .Views) .All}}; these are the {{len .Views}} oldest{{end}}.</p>
<table><tr><th>trace</th><th>age</th><th>silent for</th><th>spans</th><th>KiB</th><th>errors</th><th>parts gone</th><th>on disk</th><th>why it still waits</th></tr>
{{range .Views}}<tr><td><code>{{id .}}</code></td><td class="n">{{since .Age}}</td><td class="n">{{since .Silent}}</td><td class="n">{{.Spans}}</td><td class="n">{{kib .Bytes}}</td><td class="n">{{.Errors}}</td><td class="n">{{.Parts}}</td><td>{{if .OnDisk}}yes{{end}}</td><td>{{.Why}}</td></tr>
{{end}}</table></body></html>
`))
