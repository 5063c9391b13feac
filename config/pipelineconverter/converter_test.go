package pipelineconverter

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func TestEveryMistakeIsSaidWithItsPathAndItsRemedy(t *testing.T) {
	tests := map[string][]string{
		"sampling_without_whole_trace": {
			"service::pipelines::traces::processors::2: llm_sampling in mode tail decides on whole traces, and the spans from receiver otlp have passed no whole_trace: put whole_trace before it, or set mode: head",
		},
		"sampling_behind_forward_without_whole_trace": {
			"service::pipelines::traces/out::processors::0: llm_sampling in mode tail decides on whole traces, and the spans from receiver zipkin have passed no whole_trace: put whole_trace before it, or set mode: head",
		},
		"batch_between": {
			"service::pipelines::traces::processors::1: batch between whole_trace and llm_span loses the mark that says what is a whole trace: remove it (exporters batch for themselves), or put it before whole_trace",
		},
		"batch_between_over_forward": {
			"service::pipelines::traces/middle::processors::0: batch/big between whole_trace/all and llm_sampling loses the mark that says what is a whole trace: remove it (exporters batch for themselves), or put it before whole_trace/all",
		},
		"batch_before_a_connector": {
			"service::pipelines::traces::processors::2: batch between whole_trace and llm_metrics loses the mark that says what is a whole trace: remove it (exporters batch for themselves), or put it before whole_trace",
		},
		"groupbytrace_between": {
			"service::pipelines::traces::processors::1: groupbytrace between whole_trace and llm_span loses the mark that says what is a whole trace: remove it (exporters batch for themselves), or put it before whole_trace",
		},
		"tail_sampling_between": {
			"service::pipelines::traces::processors::1: tail_sampling between whole_trace and llm_span loses the mark that says what is a whole trace: remove it (exporters batch for themselves), or put it before whole_trace",
		},
		"whole_trace_twice": {
			"service::pipelines::traces/out::processors::0: the spans from receiver otlp have already passed whole_trace/first: one way has one buffer; remove whole_trace/second here",
		},
		"whole_trace_in_two_pipelines": {
			"service::pipelines::traces/b::processors::0: whole_trace also stands in pipeline traces/a, and each pipeline would get a buffer of its own: let one pipeline buffer and pass on through a forward connector, or write two processors, whole_trace/a and whole_trace/b",
		},
		"one_directory": {
			`processors::whole_trace/b::storage::directory: "/var/lib/baton/waiting" is also the directory of whole_trace/a: give each buffer one of its own`,
		},
		"sampling_before_span": {
			"service::pipelines::traces::processors::2: llm_span stands behind llm_sampling, which decides by the costs and agents that llm_span finds: put llm_span before llm_sampling",
		},
		"two_mistakes": {
			"service::pipelines::traces/a::processors::0: llm_sampling in mode tail decides on whole traces, and the spans from receiver otlp have passed no whole_trace: put whole_trace before it, or set mode: head",
			"service::pipelines::traces/b::processors::1: batch between whole_trace and llm_span loses the mark that says what is a whole trace: remove it (exporters batch for themselves), or put it before whole_trace",
		},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			require.EqualError(t, convert(t, name+".bad.yaml"), strings.Join(want, "\n"))
		})
	}
	files, err := filepath.Glob("testdata/*.bad.yaml")
	require.NoError(t, err)
	require.Len(t, files, len(tests), "each bad file has a line in the table")
}

func TestWhatIsRightOrNotOursToJudgePasses(t *testing.T) {
	for _, name := range []string{"whole_way.yaml", "odd_shapes.yaml"} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, convert(t, name))
		})
	}
}

func TestTheConfigComesOutAsItCameIn(t *testing.T) {
	conf := load(t, "whole_way.yaml")
	want := conf.ToStringMap()
	require.NoError(t, NewFactory().Create(confmap.ConverterSettings{}).Convert(t.Context(), conf))
	require.Equal(t, want, conf.ToStringMap())
}

func convert(t *testing.T, file string) error {
	return NewFactory().Create(confmap.ConverterSettings{}).Convert(t.Context(), load(t, file))
}

func load(t *testing.T, file string) *confmap.Conf {
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", file))
	require.NoError(t, err)
	return conf
}
