package otlpclient

import (
	"context"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
)

// host has one extension.
type host struct {
	component.Host
	id        component.ID
	extension component.Component
}

func (h host) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{h.id: h.extension}
}

// storageHost is a host with the extension file_storage, until the test ends.
func storageHost(t *testing.T) component.Host {
	t.Helper()
	factory := filestorage.NewFactory()
	config := factory.CreateDefaultConfig().(*filestorage.Config)
	config.Directory = t.TempDir()
	set := extensiontest.NewNopSettings(factory.Type())
	set.ID = component.NewID(factory.Type())
	extension, err := factory.Create(t.Context(), set, config)
	require.NoError(t, err)
	require.NoError(t, extension.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, extension.Shutdown(context.Background())) })
	return host{Host: componenttest.NewNopHost(), id: set.ID, extension: extension}
}

// startOn starts an exporter that always has the same name.
func startOn(t *testing.T, on component.Host, s Settings) exporter.Traces {
	t.Helper()
	set := exportertest.NewNopSettings(component.MustNewType("otlpclient"))
	set.ID = component.NewID(component.MustNewType("otlpclient"))
	e, err := New(t.Context(), set, s)
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), on))
	return e
}
