package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

const resultsFile = "bench/RESULTS.md"

// report is the results as a page.
type report struct{ page strings.Builder }

func newReport() *report {
	r := &report{}
	fmt.Fprintf(&r.page, "# Side by side\n\nWritten by `go run ./bench -write` on %s.\n\n", time.Now().UTC().Format(time.DateOnly))
	fmt.Fprintf(&r.page, "Machine: %s, %d CPUs, %s, %s. Commit: %s.\n", machine(), runtime.NumCPU(), runtime.GOOS+"/"+runtime.GOARCH, runtime.Version(), commit())
	return r
}

// add prints a scenario's results and puts them on the page.
func (r *report) add(s scenario, results map[string]result) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n| |", s.name, s.question)
	for _, c := range s.contestants {
		fmt.Fprintf(&b, " %s |", c)
	}
	fmt.Fprintf(&b, "\n|---|%s\n", strings.Repeat("---|", len(s.contestants)))
	figures := map[string]bool{}
	for _, result := range results {
		for figure := range result {
			figures[figure] = true
		}
	}
	for _, figure := range slices.Sorted(maps.Keys(figures)) {
		fmt.Fprintf(&b, "| %s |", figure)
		for _, c := range s.contestants {
			fmt.Fprintf(&b, " %s |", number(results[c][figure]))
		}
		fmt.Fprintln(&b)
	}
	fmt.Print(b.String())
	r.page.WriteString(b.String())
}

func number(f float64) string {
	switch {
	case f >= 1000:
		return fmt.Sprintf("%.0f", f)
	case f >= 10:
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.3g", f)
}

func (r *report) write() error { return os.WriteFile(resultsFile, []byte(r.page.String()), 0o644) }

func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// machine is what the system says of its processor.
func machine() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(info)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
		}
	}
	return "unknown"
}
