package diagram

import (
	"strconv"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
)

// AppendSummary writes what a run cost, in AG2's words, and below it by agent and model.
func AppendSummary(to []byte, sum *story.Sum) []byte {
	to = appendCost(append(to, "Cost summary: "...), &sum.Usage)
	room := story.SumLines - 2
	for i := range sum.Agents {
		a := &sum.Agents[i]
		if room--; room < 0 {
			return append(to, "\n  and more"...)
		}
		to = append(appendName(append(to, "\n  "...), a.Name), ": "...)
		to = appendCost(to, &a.Usage)
		for j := range a.Models {
			if room--; room < 0 {
				return append(to, "\n  and more"...)
			}
			to = append(appendName(append(to, "\n    "...), a.Models[j].Name), ": "...)
			to = appendCost(to, &a.Models[j].Usage)
			to = append(appendTokens(append(to, ", "...), &a.Models[j].Usage), " tokens"...)
		}
	}
	return to
}

func appendName(to []byte, name string) []byte {
	if name == "" {
		return append(to, "(none)"...)
	}
	return append(to, name...)
}

// appendCost writes "0.000069 USD (2 LLM calls)".
func appendCost(to []byte, u *story.Usage) []byte {
	to = appendUSD(to, u.Cost)
	to = append(to, " ("...)
	to = strconv.AppendInt(to, int64(u.Calls), 10)
	if u.Calls == 1 {
		to = append(to, " LLM call"...)
	} else {
		to = append(to, " LLM calls"...)
	}
	if u.Unpriced > 0 {
		to = append(to, ", "...)
		to = strconv.AppendInt(to, int64(u.Unpriced), 10)
		to = append(to, " without a cost"...)
	}
	return append(to, ')')
}

func appendUSD(to []byte, cost float64) []byte {
	return append(strconv.AppendFloat(to, cost, 'f', 6, 64), " USD"...)
}

func appendTokens(to []byte, u *story.Usage) []byte {
	to = append(strconv.AppendInt(to, u.Input, 10), " in, "...)
	return append(strconv.AppendInt(to, u.Output, 10), " out"...)
}
