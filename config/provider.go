package config

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

// scheme is what stands before the name of a pipeline file: baton:local is local.yaml.
const scheme = "baton"

//go:embed *.yaml
var pipelines embed.FS

// NewFactory returns the factory of the provider for baton:NAME.
func NewFactory() confmap.ProviderFactory {
	return confmap.NewProviderFactory(func(confmap.ProviderSettings) confmap.Provider { return provider{} })
}

type provider struct{}

// Retrieve returns the pipelines that the program carries under the name in uri.
func (provider) Retrieve(_ context.Context, uri string, _ confmap.WatcherFunc) (*confmap.Retrieved, error) {
	name, ok := strings.CutPrefix(uri, scheme+":")
	if !ok {
		return nil, fmt.Errorf("%q is no address of a built-in config: write %s:NAME, with NAME one of %s", uri, scheme, names())
	}
	content, err := pipelines.ReadFile(name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("there is no built-in config %q: write one of %s", name, names())
	}
	return confmap.NewRetrievedFromYAML(content)
}

// Scheme returns the word before the colon.
func (provider) Scheme() string { return scheme }

// Shutdown has nothing to do: what is embedded does not change and is not watched.
func (provider) Shutdown(context.Context) error { return nil }

// names lists the built-in configs for an error text.
func names() string {
	files, err := fs.Glob(pipelines, "*.yaml")
	if err != nil { // only a malformed pattern ends here, and this one is a constant
		return err.Error()
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(path.Base(file), ".yaml")
	}
	return strings.Join(files, ", ")
}
