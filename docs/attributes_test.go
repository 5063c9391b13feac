// Package docs holds no code: its test compares the pages with the code that they describe.
package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePageNamesEveryAttributeAndNoOther(t *testing.T) {
	content, err := os.ReadFile("attributes.md")
	require.NoError(t, err)
	page := string(content)

	values := vocabulary(t)
	for name, value := range values {
		if strings.HasPrefix(value, "baton.") {
			require.Contains(t, page, "`"+value, "internal/genai: %s", name)
		}
		if strings.HasPrefix(name, "Role") && value != "" {
			require.Contains(t, page, "| `"+value+"` |", "internal/genai: %s", name)
		}
	}
	known := map[string]bool{}
	for _, value := range values {
		known[strings.TrimSuffix(value, ".")] = true
	}
	for _, name := range regexp.MustCompile("`((?:baton|gen_ai)\\.[a-z_.]+?)(?:\\.\\*)?`").FindAllStringSubmatch(page, -1) {
		require.True(t, known[name[1]], "internal/genai knows no %s", name[1])
	}
}

// vocabulary returns the string constants of internal/genai by name.
func vocabulary(t *testing.T) map[string]string {
	files, err := filepath.Glob("../internal/genai/*.go")
	require.NoError(t, err)
	found := map[string]string{}
	for _, file := range files {
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(syntax, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if i >= len(spec.Values) {
					continue
				}
				if literal, ok := spec.Values[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
					value, err := strconv.Unquote(literal.Value)
					require.NoError(t, err)
					found[name.Name] = value
				}
			}
			return true
		})
	}
	require.NotEmpty(t, found)
	return found
}
