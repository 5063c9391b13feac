package wholetraceprocessor

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

func inDirectory(dir string) func(*Config) {
	return func(c *Config) { c.Storage = configoptional.Some(StorageConfig{Directory: dir, Fsync: "interval"}) }
}

func TestAReloadKeepsWhatWaits(t *testing.T) {
	dir := t.TempDir()
	first := &sink{}
	p := start(t, first, inDirectory(dir))
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 2, 1, "chat")))
	require.NoError(t, p.Shutdown(context.Background()))
	marks, _ := first.got()
	require.Empty(t, marks)

	second := &sink{}
	p = start(t, second, inDirectory(dir))
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root")))
	require.Eventually(t, func() bool { _, names := second.got(); return len(names) == 2 }, 5*time.Second, time.Millisecond)
	marks, names := second.got()
	require.Equal(t, []string{"root", "chat"}, names)
	require.Equal(t, wholetrace.Whole, marks[0].Kind)
}

func TestAReloadWhileDownstreamIsAwayKeepsWhatWasTried(t *testing.T) {
	dir := t.TempDir()
	away := &sink{fail: func(wholetrace.Mark) error { return errors.New("away") }}
	p := start(t, away, inDirectory(dir), func(c *Config) { c.Retry.InitialInterval = time.Hour })
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root")))
	require.Eventually(t, func() bool { marks, _ := away.got(); return len(marks) > 0 }, 5*time.Second, time.Millisecond)
	require.NoError(t, p.Shutdown(context.Background()))

	back := &sink{}
	start(t, back, inDirectory(dir))
	require.Eventually(t, func() bool { _, names := back.got(); return len(names) == 1 }, 5*time.Second, time.Millisecond)
}

func TestTwoOfOneNameInOneDirectoryAreRefused(t *testing.T) {
	dir := t.TempDir()
	start(t, &sink{}, inDirectory(dir))
	begin := func(name string) (component.Component, error) {
		set := processortest.NewNopSettings(NewFactory().Type())
		set.ID = component.NewIDWithName(NewFactory().Type(), name)
		cfg := createDefaultConfig().(*Config)
		inDirectory(dir)(cfg)
		p, err := NewFactory().CreateTraces(context.Background(), set, cfg, &sink{})
		require.NoError(t, err)
		return p, p.Start(context.Background(), componenttest.NewNopHost())
	}
	// The settings of start have an id with a random name: each has a folder of its own.
	one, err := begin("one")
	require.NoError(t, err)
	two, err := begin("two")
	require.NoError(t, err)
	again, err := begin("one")
	require.ErrorContains(t, err, filepath.Join(dir, "whole_trace_one")+" is in use by another whole_trace; name the two apart")
	for _, p := range []component.Component{one, two, again} {
		require.NoError(t, p.Shutdown(context.Background()))
	}
}

func TestAStartThatFailsLetsGoOfTheStorage(t *testing.T) {
	dir := t.TempDir()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	cfg := createDefaultConfig().(*Config)
	inDirectory(dir)(cfg)
	page := confighttp.NewDefaultServerConfig()
	page.NetAddr.Endpoint = taken.Addr().String()
	cfg.ZPage = configoptional.Some(page)
	begin := func() (component.Component, error) {
		set := processortest.NewNopSettings(NewFactory().Type())
		set.ID = component.NewIDWithName(NewFactory().Type(), "one")
		p, err := NewFactory().CreateTraces(context.Background(), set, cfg, &sink{})
		require.NoError(t, err)
		return p, p.Start(context.Background(), componenttest.NewNopHost())
	}
	failed, err := begin()
	require.ErrorContains(t, err, "cannot serve the zpage")
	require.NoError(t, failed.Shutdown(context.Background()))
	cfg.ZPage = configoptional.None[confighttp.ServerConfig]()
	p, err := begin()
	require.NoError(t, err, "the directory is free again")
	require.NoError(t, p.Shutdown(context.Background()))
}

func TestThePageListsWhatWaits(t *testing.T) {
	p := start(t, &sink{}, func(c *Config) {
		page := confighttp.NewDefaultServerConfig()
		page.NetAddr.Endpoint = "127.0.0.1:0"
		c.ZPage = configoptional.Some(page)
	}).(*wholeTrace)
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(7, 2, 1, "chat")))
	answer, err := http.Get(p.page.URL())
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Contains(t, string(body), "1 traces wait")
	require.Contains(t, string(body), strings.Repeat("0", 31)+"7")
	require.Contains(t, string(body), "no root has ended yet; idle in")
	http.DefaultClient.CloseIdleConnections()
}
