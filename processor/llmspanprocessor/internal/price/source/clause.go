package source

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// A clause is a match of genai-prices: an object with one key, the operator.
type clause struct {
	op   string
	text string
	args []clause
}

// UnmarshalJSON reads an operator with a text, a list of texts, a clause or a list of clauses.
func (c *clause) UnmarshalJSON(b []byte) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(b, &object); err != nil {
		return err
	}
	if len(object) != 1 {
		return fmt.Errorf("cannot read the match %s: it must have one operator", b)
	}
	for op, value := range object {
		c.op = op
		return c.operands(value)
	}
	return nil
}

func (c *clause) operands(value json.RawMessage) error {
	switch c.op {
	case "or", "and":
		return json.Unmarshal(value, &c.args)
	case "not":
		c.args = make([]clause, 1)
		return json.Unmarshal(value, &c.args[0])
	case "is_one_of":
		var texts []string
		if err := json.Unmarshal(value, &texts); err != nil {
			return err
		}
		c.op = "or"
		for _, t := range texts {
			c.args = append(c.args, clause{op: "equals", text: t})
		}
		return nil
	}
	return json.Unmarshal(value, &c.text)
}

var operators = map[string]tariff.Op{
	"equals": tariff.Equals, "starts_with": tariff.StartsWith, "ends_with": tariff.EndsWith, "contains": tariff.Contains,
	"regex": tariff.Regex, "or": tariff.Or, "and": tariff.And, "not": tariff.Not,
}

func (c *clause) optional() (*tariff.Match, error) {
	if c == nil {
		return nil, nil
	}
	m, err := c.convert()
	return &m, err
}

func (c *clause) convert() (tariff.Match, error) {
	if c == nil {
		return tariff.Match{}, fmt.Errorf("cannot match a model without a match")
	}
	op, ok := operators[c.op]
	if !ok {
		return tariff.Match{}, fmt.Errorf("cannot read the match operator %q", c.op)
	}
	if op == tariff.Regex {
		return withoutLookahead(c.text)
	}
	out := tariff.Match{Op: op, Text: strings.ToLower(c.text)}
	for i := range c.args {
		m, err := c.args[i].convert()
		if err != nil {
			return tariff.Match{}, err
		}
		out.Args = append(out.Args, m)
	}
	return out, nil
}

// withoutLookahead rewrites a regular expression that begins with a negative look-ahead, ^(?!no)yes, which Go's engine
// lacks, as two: ^yes and not ^no. Others are taken as they are.
func withoutLookahead(re string) (tariff.Match, error) {
	rest, ok := strings.CutPrefix(re, "^(?!")
	if !ok {
		return tariff.Match{Op: tariff.Regex, Text: re}, nil
	}
	end := closing(rest)
	if end < 0 {
		return tariff.Match{}, fmt.Errorf("cannot read the regular expression %q: a bracket is not closed", re)
	}
	no := tariff.Match{Op: tariff.Not, Args: []tariff.Match{{Op: tariff.Regex, Text: "^(?:" + rest[:end] + ")"}}}
	yes := rest[end+1:]
	if yes == "" {
		return no, nil
	}
	return tariff.Match{Op: tariff.And, Args: []tariff.Match{no, {Op: tariff.Regex, Text: "^(?:" + yes + ")"}}}, nil
}

// closing returns where the bracket closes that was opened before s, or -1.
func closing(s string) int {
	depth, class := 1, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case class:
			class = s[i] != ']'
		case s[i] == '[':
			class = true
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}
