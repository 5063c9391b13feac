package rule

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
)

// More expressions than a memo answers for, more texts than it holds, and texts too long for it: what it remembers never
// changes an answer.
func TestWhatIsRememberedOfExpressionsIsWhatTheySay(t *testing.T) {
	const expressions = memoExpressions + 10
	var rules []Config
	var compiled []*regexp.Regexp
	for i := range expressions {
		text := fmt.Sprintf("^(a|b)+%d$", i)
		rules = append(rules, Config{Name: fmt.Sprint(i), When: &When{Attribute: &Attribute{Key: "k", Matches: text}}})
		compiled = append(compiled, regexp.MustCompile(text))
	}
	p, err := New(rules, componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	rnd := rand.New(rand.NewPCG(1, 2))
	var v View
	for range 2000 {
		text := strings.Repeat("ab", 1+rnd.IntN(3)*100) + fmt.Sprint(rnd.IntN(expressions+5))
		want := slices.IndexFunc(compiled, func(re *regexp.Regexp) bool { return re.MatchString(text) })
		td := ptrace.NewTraces()
		span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.SetTraceID(pcommon.TraceID{1})
		span.Attributes().PutStr("k", text)
		var b batch.Batch
		b.Read(td)
		v.Look(t.Context(), &b, &b.Traces[0])
		require.Equal(t, want, p.First(&v), text)
	}
}
