package dialect

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/otelcol-baton/baton/internal/agenttrace"
)

func parseText(how Parse, s string) string {
	switch how {
	case BeforeUUID:
		name, _ := agenttrace.SplitUUID(s)
		return name
	case TheUUID:
		_, id := agenttrace.SplitUUID(s)
		return id
	case BeforeSlash:
		s, _, _ = strings.Cut(s, "/")
		return s
	case FirstPathNode:
		s, _, _ = strings.Cut(s, ":")
		return s
	case JSONString:
		if len(s) > 1 && s[0] == '"' {
			if r := gjson.Parse(s); r.Type == gjson.String {
				return r.String()
			}
		}
	}
	return s
}
