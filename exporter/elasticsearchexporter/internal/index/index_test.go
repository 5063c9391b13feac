package index

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestFamily_names(t *testing.T) {
	day := DayOf(uint64(time.Date(2026, 11, 22, 23, 59, 59, 999, time.UTC).UnixNano()))
	for want, got := range map[string]string{
		"jaeger-span-2026-11-22":             NewFamily("", "jaeger-span", Daily).Name("", day),
		"prod-jaeger-span-2026-11-22":        NewFamily("prod", "jaeger-span", Daily).Name("", day),
		"prod-team-a-jaeger-span-2026-11-22": NewFamily("prod-", "jaeger-span", Daily).Name("team-a", day),
		"prod-jaeger-span-write":             NewFamily("prod", "jaeger-span", Rollover).Name("", day),
		"baton-span":                         NewFamily("", "baton-span", DataStream).Name("", day),
		"jaeger-span-1970-01-01":             NewFamily("", "jaeger-span", Daily).Name("", 0),
	} {
		require.Equal(t, want, got)
	}
}

func TestFamily_reads_the_day_of_its_own_indices_only(t *testing.T) {
	f := NewFamily("prod", "jaeger-span", Daily)
	day, ok := f.Day("prod-team-jaeger-span-2026-11-22")
	require.True(t, ok)
	require.Equal(t, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), day)
	for _, other := range []string{
		"test-jaeger-span-2026-11-22", "prod-jaeger-service-2026-11-22", "prod-jaeger-span-2026-13-22", "prod-jaeger-span-000001", "x",
	} {
		_, ok := f.Day(other)
		require.False(t, ok, other)
	}
}

func TestFamily_finds_the_stem_of_what_it_writes_to(t *testing.T) {
	for _, rotation := range []Rotation{Daily, Rollover, DataStream} {
		f := NewFamily("prod", "jaeger-span", rotation)
		for _, tenant := range []string{"", "team"} {
			stem, ok := f.StemOf(f.Name(tenant, 20000))
			require.True(t, ok)
			require.Equal(t, f.Stem(tenant), stem)
		}
		_, ok := f.StemOf("prod-jaeger-service-2026-11-22")
		require.False(t, ok)
	}
	stem, n, ok := NewFamily("", "jaeger-span", Rollover).Generation("team-jaeger-span-000012")
	require.True(t, ok)
	require.Equal(t, "team-jaeger-span", stem)
	require.Equal(t, 12, n)
}

func TestCheck(t *testing.T) {
	for _, good := range []string{"", "a", "team-a", "9.x_y", "köln"} {
		require.NoError(t, Check(good))
	}
	for _, bad := range []string{"Team", "a b", "a/b", "-a", "_a", ".", "..", "a*", "a,b", "a:b", "a#", "a\n", "\xff", strings.Repeat("a", 101)} {
		require.Error(t, Check(bad), bad)
	}
}

func TestTenants(t *testing.T) {
	tenants := Tenants{Attribute: "service.namespace", Default: "shared"}
	for name, tt := range map[string]struct {
		resource map[string]any
		want     string
		ok       bool
	}{
		"the_attribute_names_the_tenant":          {map[string]any{"service.namespace": "Team-A"}, "team-a", true},
		"without_one_the_default_takes_it":        {map[string]any{}, "shared", true},
		"a_name_no_index_can_have_is_told":        {map[string]any{"service.namespace": "a/b"}, "shared", false},
		"a_name_that_would_reach_others_is_told":  {map[string]any{"service.namespace": "*"}, "shared", false},
		"a_number_is_a_name_as_good_as_any_other": {map[string]any{"service.namespace": 7}, "7", true},
	} {
		t.Run(name, func(t *testing.T) {
			m := pcommon.NewMap()
			require.NoError(t, m.FromRaw(tt.resource))
			got, ok := tenants.Of(m)
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.ok, ok)
		})
	}
}
