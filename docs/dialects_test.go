package docs

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const dialectFolder = "../processor/llmspanprocessor/internal/dialect"

var update = flag.Bool("update", false, "rewrite the table of dialects")

// dialect is a row of the table.
type dialect struct {
	name, what, source string
	scopes             []string
}

func TestThePageListsEveryDialectInTheOrderOfDetection(t *testing.T) {
	const begin, end = "<!-- dialects -->\n", "<!-- /dialects -->"
	content, err := os.ReadFile("dialects.md")
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(content), begin)
	require.True(t, found)
	_, after, found := strings.Cut(rest, end)
	require.True(t, found)

	var table strings.Builder
	table.WriteString("\n| dialect | what writes it | scopes | read from |\n|---|---|---|---|\n")
	known := dialects(t)
	for _, name := range order(t) {
		require.Contains(t, known, name)
		row := known[name]
		for i, scope := range row.scopes {
			row.scopes[i] = "`" + scope + "`"
		}
		table.WriteString("| `" + row.name + "` | " + row.what + " | " + strings.Join(row.scopes, ", ") + " | " + row.source + " |\n")
	}
	want := before + begin + table.String() + "\n" + end + after
	if *update {
		require.NoError(t, os.WriteFile("dialects.md", []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(content), "run make generate")
}

// dialects reads the tables of data by the names of their variables.
func dialects(t *testing.T) map[string]dialect {
	found := map[string]dialect{}
	for _, file := range parsed(t) {
		for _, declaration := range file.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, spec := range group.Specs {
				variable := spec.(*ast.ValueSpec)
				if len(variable.Values) != 1 {
					continue
				}
				literal, ok := variable.Values[0].(*ast.CompositeLit)
				if kind, named := literalType(literal); ok && named && kind == "Dialect" {
					found[variable.Names[0].Name] = row(literal, group.Doc.Text())
				}
			}
		}
	}
	require.NotEmpty(t, found)
	return found
}

func literalType(literal *ast.CompositeLit) (string, bool) {
	if literal == nil {
		return "", false
	}
	kind, ok := literal.Type.(*ast.Ident)
	if !ok {
		return "", false
	}
	return kind.Name, true
}

// row reads a table; comment is `name is what …`, of which the first sentence tells what writes the dialect.
func row(literal *ast.CompositeLit, comment string) dialect {
	var d dialect
	sentence, _, _ := strings.Cut(strings.Join(strings.Fields(comment), " "), ". ")
	_, sentence, _ = strings.Cut(sentence, " ")
	sentence = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(sentence, "is what "), "is "), ".")
	d.what = strings.ReplaceAll(sentence, "|", `\|`)
	for _, element := range literal.Elts {
		field, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch field.Key.(*ast.Ident).Name {
		case "Name":
			d.name = text(field.Value)
		case "Source":
			d.source = text(field.Value)
		case "Scopes":
			for _, scope := range field.Value.(*ast.CompositeLit).Elts {
				if written := text(scope); written != "" { // else a constant: a scope of our own
					d.scopes = append(d.scopes, written)
				}
			}
		}
	}
	return d
}

// order reads the names of the variables in the list of detection.
func order(t *testing.T) []string {
	var found []string
	for _, file := range parsed(t) {
		ast.Inspect(file, func(node ast.Node) bool {
			function, ok := node.(*ast.FuncDecl)
			if !ok || function.Name.Name != "dialects" || function.Recv != nil {
				return true
			}
			ast.Inspect(function, func(inner ast.Node) bool {
				if address, ok := inner.(*ast.UnaryExpr); ok && address.Op == token.AND {
					if name, ok := address.X.(*ast.Ident); ok {
						found = append(found, name.Name)
					}
				}
				return true
			})
			return false
		})
	}
	require.NotEmpty(t, found)
	return found
}

func parsed(t *testing.T) []*ast.File {
	names, err := filepath.Glob(dialectFolder + "/*.go")
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	return files
}

func text(of ast.Expr) string {
	literal, ok := of.(*ast.BasicLit)
	if !ok {
		return ""
	}
	value, err := strconv.Unquote(literal.Value)
	if err != nil {
		return literal.Value
	}
	return value
}
