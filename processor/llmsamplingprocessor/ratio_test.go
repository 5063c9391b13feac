package llmsamplingprocessor

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// alike are rules of one kind, of which none takes a trace of the recordings; the mixed ones are twentyRules.
var alike = map[string]func(i int) string{
	"word":      func(i int) string { return fmt.Sprintf("tool: tool-%d", i) },
	"agent":     func(i int) string { return fmt.Sprintf("agent: nobody-%d", i) },
	"range":     func(i int) string { return fmt.Sprintf("cost_usd: {min: %d, max: %d}", 100+2*i, 101+2*i) },
	"attribute": func(i int) string { return fmt.Sprintf("attribute: {key: user.attribute.%02d, in: [x]}", i) },
	"number": func(i int) string {
		return fmt.Sprintf("attribute: {key: gen_ai.usage.input_tokens, min: 1%d00000000}", i)
	},
	"expression": func(i int) string {
		return fmt.Sprintf("attribute: {key: gen_ai.request.model, matches: ^nothing-%d}", i)
	},
	"state":   func(i int) string { return fmt.Sprintf("trace_state: {key: vendor%d, in: [x]}", i) },
	"handoff": func(i int) string { return fmt.Sprintf("handoff: {to: nobody-%d}", i) },
}

func rulesAlike(n int, when func(i int) string) string {
	var b strings.Builder
	b.WriteString("otherwise: none\nrules:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {name: r%d, when: {%s}, keep: all}\n", n-i, when(n-i))
	}
	return b.String()
}

// The least of many short turns is what deciding takes when nothing else runs, however busy the machine is.
func leastOf(turns int, traces []ptrace.Traces, decide func(ptrace.Traces)) time.Duration {
	least := time.Duration(math.MaxInt64)
	for range turns {
		start := time.Now()
		for _, td := range traces {
			decide(td)
		}
		least = min(least, time.Since(start))
	}
	return least
}

func TestTwentyRulesTakeLessThanTwiceTheTimeOfOne(t *testing.T) {
	traces := recordedTraces(t)
	pairs := map[string][2]string{"mixed": {oneRule, strings.ReplaceAll(twentyRules, "status: error", "status: [ok], duration: {min: 100h}")}}
	for name, when := range alike {
		pairs[name] = [2]string{rulesAlike(1, when), rulesAlike(20, when)}
	}
	for name, pair := range pairs {
		t.Run(name, func(t *testing.T) {
			one, twenty := decider(t, pair[0]), decider(t, pair[1])
			leastOf(100, traces, one) // to where bytes are measured by one in sixteen
			leastOf(100, traces, twenty)
			var ratio float64
			for range 20 {
				ratio = float64(leastOf(20, traces, twenty)) / float64(leastOf(20, traces, one))
				if ratio < 2 {
					break
				}
			}
			t.Logf("%.2f", ratio)
			require.Less(t, ratio, 2.0)
		})
	}
}
