package configdoc

import (
	"fmt"
	"strings"
)

const (
	begin = "<!-- options -->\n"
	end   = "<!-- /options -->"
)

// Rewrite returns readme with its option table made anew from config, the pointer that createDefaultConfig returns. root is
// the folder of go.mod, where the comments are read. The blocks under the closed keys get no rows: the readme tells them in another way. A readme without the two marks, and a field without a comment, are errors.
func Rewrite(readme, root string, config any, closed ...string) (string, error) {
	before, rest, found := strings.Cut(readme, begin)
	_, after, ends := strings.Cut(rest, end)
	if !found || !ends {
		return "", fmt.Errorf("cannot find the place of the option table: write %s and %s, a line each", strings.TrimSpace(begin), end)
	}
	rows, err := options(root, config, closed)
	if err != nil {
		return "", err
	}
	return before + begin + table(rows) + end + after, nil
}

func table(rows []option) string {
	var text strings.Builder
	text.WriteString("\n| Key | Type | Default | Meaning |\n|---|---|---|---|\n")
	for _, row := range rows {
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s |\n", row.key, row.kind, row.fallback, row.meaning)
	}
	text.WriteString("\n")
	return text.String()
}
