package config

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func TestTheProviderServesEveryPipelineFile(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(file, ".yaml")
		t.Run(name, func(t *testing.T) {
			retrieved, err := newProvider().Retrieve(t.Context(), "baton:"+name, nil)
			require.NoError(t, err)
			got, err := retrieved.AsConf()
			require.NoError(t, err)
			want, err := confmaptest.LoadConf(file)
			require.NoError(t, err)
			require.Equal(t, want.ToStringMap(), got.ToStringMap())
		})
	}
}

func TestAWrongAddressIsRefusedWithTheRightOnes(t *testing.T) {
	tests := map[string]string{
		"baton:":             `there is no built-in config "": write one of agent, gateway, local, sidecar`,
		"baton:gatewy":       `there is no built-in config "gatewy": write one of agent, gateway, local, sidecar`,
		"baton:../go.mod":    `there is no built-in config "../go.mod": write one of agent, gateway, local, sidecar`,
		"baton:kubernetes/a": `there is no built-in config "kubernetes/a": write one of agent, gateway, local, sidecar`,
		"file:local.yaml":    `"file:local.yaml" is no address of a built-in config: write baton:NAME, with NAME one of agent, gateway, local, sidecar`,
	}
	for uri, want := range tests {
		t.Run(uri, func(t *testing.T) {
			_, err := newProvider().Retrieve(t.Context(), uri, nil)
			require.EqualError(t, err, want)
		})
	}
}

// TestEveryEndpointIsOnLoopbackByDefault reads the files as text: the default of ${env:BATON_HOST:-localhost} counts.
func TestEveryEndpointIsOnLoopbackByDefault(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		conf, err := confmaptest.LoadConf(file)
		require.NoError(t, err)
		for _, key := range conf.AllKeys() {
			if !strings.HasSuffix(key, "::endpoint") && !strings.HasSuffix(key, "::host") {
				continue
			}
			value, ok := conf.Get(key).(string)
			require.True(t, ok, "%s: %s", file, key)
			loopback := strings.HasPrefix(value, "localhost") || strings.Contains(value, ":-localhost")
			require.True(t, loopback, "%s: %s is %q", file, key, value)
		}
	}
}

func newProvider() confmap.Provider {
	return NewFactory().Create(confmap.ProviderSettings{})
}
