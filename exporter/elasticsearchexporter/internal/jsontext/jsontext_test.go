package jsontext

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"pgregory.net/rapid"
)

func TestAppendString_reads_back_as_what_was_written(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~\n\t"\\<>&]{0,40}`)).Draw(t, "s")
		got, valid := AppendString(nil, s)
		require.True(t, valid)
		var back string
		require.NoError(t, json.Unmarshal(got, &back))
		require.Equal(t, s, back)
	})
}

func TestAppendString_replaces_what_is_no_text(t *testing.T) {
	for _, s := range []string{"\xff", "aaaaaaaaaaaa\xc3", "ok\xedok", string([]byte{0x80, 'a'})} {
		got, valid := AppendString(nil, s)
		require.False(t, valid)
		want, err := json.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}

func TestAppendFloat_writes_what_encoding_json_writes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Draw(t, "f")
		got, finite := AppendFloat(nil, f)
		require.True(t, finite)
		want, err := json.Marshal(f)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	})
	for f, want := range map[float64]string{math.Inf(1): `"Infinity"`, math.Inf(-1): `"-Infinity"`} {
		got, finite := AppendFloat(nil, f)
		require.False(t, finite)
		require.Equal(t, want, string(got))
	}
	got, finite := AppendFloat(nil, math.NaN())
	require.False(t, finite)
	require.Equal(t, `"NaN"`, string(got))
}

func TestAppendValue_writes_what_encoding_json_writes(t *testing.T) {
	for _, raw := range []any{
		"plain", "<b>&\u2028é\"", int64(-7), 1.5, true, nil,
		[]byte{0, 1, 255},
		[]any{"a", int64(1), nil, []any{}},
		map[string]any{"b": "2", "a": map[string]any{}, "c": []any{false}},
	} {
		v := pcommon.NewValueEmpty()
		require.NoError(t, v.FromRaw(raw))
		want, err := json.Marshal(raw)
		require.NoError(t, err)
		require.Equal(t, string(want), string(AppendValue(nil, v, true)))
	}
}

func TestAppendTime_keeps_nanoseconds(t *testing.T) {
	require.Equal(t, `"2001-09-09T01:46:40.000000001Z"`, string(AppendTime(nil, 1_000_000_000_000_000_001)))
}

func TestAppendHex(t *testing.T) {
	require.Equal(t, `"00ff10"`, string(AppendHex(nil, []byte{0, 0xff, 0x10})))
}

func BenchmarkAppendString(b *testing.B) {
	s := strings.Repeat("The model said: \"yes\"\nand went on with its work for a while. ", 64)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	var buf []byte
	for b.Loop() {
		buf, _ = AppendString(buf[:0], s)
	}
}
