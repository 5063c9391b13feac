package elasticsearchexporter

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/contrib"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/internal/configdoc"
)

func read(conf *confmap.Conf) (*Config, error) {
	cfg := createDefaultConfig().(*Config)
	if err := conf.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg, confmap.Validate(cfg)
}

func TestConfig_everything_can_be_set(t *testing.T) {
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "everything.yaml"))
	require.NoError(t, err)
	sub, err := conf.Sub("elasticsearch")
	require.NoError(t, err)
	cfg, err := read(sub)
	require.NoError(t, err)
	require.Equal(t, []string{"https://es-1:9200", "https://es-2:9200"}, cfg.Endpoints)
	require.Equal(t, 30*time.Second, cfg.Timeout)
	require.Equal(t, index.Rollover, cfg.Index.Rotate)
	require.Equal(t, 2*time.Second, cfg.Queue.Get().Batch.Get().FlushTimeout, "flush::interval is the batch's")
	require.Equal(t, int64(500), cfg.DeadLetter.Get().MaxMiB)
	require.Equal(t, "ca.pem", cfg.TLS.CAFile)
}

func TestConfig_the_defaults_need_endpoints_alone(t *testing.T) {
	cfg, err := read(confmap.NewFromStringMap(map[string]any{"endpoints": []any{"http://es:9200"}}))
	require.NoError(t, err)
	require.Equal(t, 1, cfg.gzip())
	require.False(t, cfg.Index.Policy.HasValue())
	require.False(t, cfg.DeadLetter.HasValue())
	require.Zero(t, cfg.Retry.MaxElapsedTime, "nothing is given up")
}

func TestConfig_a_cloud_id_names_the_cluster(t *testing.T) {
	cfg, err := read(confmap.NewFromStringMap(map[string]any{"cloudid": "name:ZXMuaW8kYWJjJGRlZg=="}))
	require.NoError(t, err)
	nodes, err := cfg.nodes()
	require.NoError(t, err)
	require.Equal(t, []string{"https://abc.es.io:443"}, nodes)
}

func TestConfig_mistakes_are_told_with_what_would_be_right(t *testing.T) {
	told := map[string]string{
		"no_endpoints":        `endpoints is empty; name the cluster's nodes, such as [https://es:9200] or [${env:ELASTICSEARCH_URL}]`,
		"no_url":              `endpoints: "es:9200" is no URL; write https://host:9200`,
		"no_scheme":           `endpoints: "ftp://es:9200" starts with neither http:// nor https://`,
		"password_in_url":     `endpoints: a URL with a password in it ends up in logs; write user and password beside it`,
		"two_clusters":        `cloudid and endpoints both name the cluster; write one of them`,
		"cloudid_not_whole":   `cloudid: "ZXMuaW8kYWJj" has no colon; copy it whole, NAME:LETTERS`,
		"cloudid_no_base64":   `cloudid: what follows the colon is not base64; copy it whole`,
		"cloudid_no_cluster":  `cloudid: "name:ZXMuaW8=" names no cluster; copy it whole from the deployment's page`,
		"two_logins":          `user and password, api_key and auth are three ways to log in; choose one`,
		"half_login":          `user and password belong together; one of them is missing`,
		"compression":         `compression: the server cannot read "zstd"; write gzip or none`,
		"schema":              `schema: "otel" is no schema; write jaeger or flat`,
		"data_stream":         `index::rotate: data_stream needs schema: flat; Jaeger reads no data streams`,
		"dot":                 `tags_as_fields: dot_replacement: "." cannot stand for a dot; write @`,
		"prefix":              `index: prefix: "Prod" has capital letters; write "prod"`,
		"rotate":              `index: rotate: "weekly" is unknown; write daily, rollover or data_stream`,
		"shards":              `index: shards: 0 hold nothing; write 1 or more`,
		"replicas":            `index: replicas: -1 is less than none`,
		"retention":           `index: retention: 1h0m0s is shorter than a day`,
		"policy_without_work": `index: policy: daily indices do not roll over, and without retention none is removed`,
		"policy_age":          `index::policy: max_age: 1m0s rolls over all the time; write 1h or more`,
		"policy_size":         `index::policy: max_gib: 0 rolls over all the time; write 1 or more`,
		"policy_name":         `index::policy: name is empty; write baton`,
		"tenant_default":      `index::tenant: default: without from_attribute nothing is routed`,
		"tenant_name":         `index::tenant: default: "a/b" has a character that an index name may not have`,
		"flush_bytes":         `flush: bytes: 0 holds no document; write 5000000`,
		"flush_interval":      `flush: interval: 0s is no time to wait; write 1s`,
		"flush_twice":         `sending_queue::batch::flush_timeout says the same as flush::interval; write one of them`,
		"retry_initial":       `retry: initial_interval: 0s is no pause; write 200ms`,
		"retry_max":           `retry: max_interval: 1ms is shorter than initial_interval: 200ms`,
		"retry_elapsed":       `retry: max_elapsed_time: 1s is shorter than max_interval: 30s; write 0s for never`,
		"batch_bytes":         `sending_queue::batch::max_size counts items here; flush::bytes bounds a request by its bytes`,
		"dead_letter_path":    `dead_letter: path is empty; name a file`,
		"dead_letter_size":    `dead_letter: max_mib: 0 holds nothing; write 100`,
		"typo":                `has invalid keys: schmea`,
		"contrib_index":       `index: is a block here; write index::prefix in place of the name "traces"`,
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.bad.yaml"))
	require.NoError(t, err)
	require.Len(t, files, len(told))
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".bad.yaml")
		t.Run(name, func(t *testing.T) {
			conf, err := confmaptest.LoadConf(file)
			require.NoError(t, err)
			_, err = read(conf)
			require.ErrorContains(t, err, told[name])
			require.NotContains(t, err.Error(), "s3cret")
		})
	}
}

func TestConfig_keys_of_contrib_are_told_what_to_write(t *testing.T) {
	for _, key := range contrib.Keys {
		var value any = "x"
		parts := strings.Split(key.Path, "::")
		for i := len(parts) - 1; i >= 0; i-- {
			value = map[string]any{parts[i]: value}
		}
		_, err := read(confmap.NewFromStringMap(value.(map[string]any)))
		require.ErrorContains(t, err, key.Path+": "+key.Instead)
	}
}

// Every key of contrib's exporter means the same here or is told what to write, so that no configuration is half understood.
func TestConfig_knows_every_key_of_contrib(t *testing.T) {
	same := map[string]any{
		"endpoint": "http://es:9200", "pipeline": "geo", "user": "elastic", "password": "s3cret", "api_key": "a2V5",
		"timeout": "10s", "compression": "none", "headers": map[string]any{"a": "b"}, "tls": map[string]any{"insecure_skip_verify": true},
		"read_buffer_size": 1, "write_buffer_size": 1, "proxy_url": "http://proxy", "max_idle_conns": 1, "idle_conn_timeout": "1s",
		"flush::bytes": 1, "flush::interval": "1s", "retry::enabled": false, "retry::initial_interval": "1s", "retry::max_interval": "60s",
		"sending_queue::enabled": true, "sending_queue::num_consumers": 3, "sending_queue::queue_size": 7, "sending_queue::sizer": "requests",
		"sending_queue::block_on_overflow": true, "sending_queue::wait_for_result": false,
		"sending_queue::batch::flush_timeout": "1s", "sending_queue::batch::min_size": 3,
	}
	told := map[string]string{}
	for _, key := range contrib.Keys {
		told[key.Path] = key.Instead
	}
	for _, key := range []string{
		"endpoint", "pipeline", "user", "password", "api_key", "timeout", "compression", "headers", "tls", "read_buffer_size",
		"write_buffer_size", "proxy_url", "max_idle_conns", "idle_conn_timeout", "flush::bytes", "flush::interval", "retry::enabled",
		"retry::initial_interval", "retry::max_interval", "sending_queue::enabled", "sending_queue::num_consumers",
		"sending_queue::queue_size", "sending_queue::sizer", "sending_queue::block_on_overflow", "sending_queue::wait_for_result",
		"sending_queue::batch::flush_timeout", "sending_queue::batch::min_size",
		"num_workers", "logs_index", "logs_dynamic_index", "metrics_index", "metrics_dynamic_index", "traces_index", "traces_dynamic_index",
		"logs_dynamic_id", "traces_dynamic_id", "logs_dynamic_pipeline", "discover", "retry::max_requests", "retry::max_retries",
		"retry::retry_on_status", "mapping", "logstash_format", "suppress_conflict_errors", "telemetry", "include_source_on_error",
		"metadata_keys", "bulk_response_filter_path", "batcher", "flush::documents", "profiles_index",
	} {
		values := map[string]any{"endpoints": []any{"http://other:9200"}}
		if value, ok := same[key]; ok {
			if key == "user" || key == "password" {
				values["user"], values["password"] = "elastic", "s3cret"
			}
			nest(values, key, value)
			_, err := read(confmap.NewFromStringMap(values))
			require.NoError(t, err, key)
			continue
		}
		nest(values, key, "x")
		_, err := read(confmap.NewFromStringMap(values))
		require.NotEmpty(t, told[key], key)
		require.ErrorContains(t, err, key+": "+told[key])
	}
}

// nest sets a key of several parts.
func nest(in map[string]any, key string, value any) {
	first, rest, deeper := strings.Cut(key, "::")
	if !deeper {
		in[first] = value
		return
	}
	inner := map[string]any{}
	in[first] = inner
	nest(inner, rest, value)
}

func TestConfig_secrets_are_not_shown(t *testing.T) {
	cfg, err := read(confmap.NewFromStringMap(map[string]any{
		"endpoints": []any{"http://es:9200"}, "api_key": "s3cret", "headers": map[string]any{"x": "s3cret"},
	}))
	require.NoError(t, err)
	shown := confmap.New()
	require.NoError(t, shown.Marshal(cfg))
	require.NotContains(t, strings.Join(flatten(shown.ToStringMap()), " "), "s3cret")
}

func flatten(m map[string]any) (list []string) {
	for _, v := range m {
		switch v := v.(type) {
		case map[string]any:
			list = append(list, flatten(v)...)
		case string:
			list = append(list, v)
		}
	}
	return list
}

func TestReadme_examples_are_valid(t *testing.T) {
	examples, err := configdoc.Examples("README.md")
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	for _, example := range examples {
		exporters, err := example.Sub("exporters")
		require.NoError(t, err)
		for name := range exporters.ToStringMap() {
			sub, err := exporters.Sub(name)
			require.NoError(t, err)
			_, err = read(sub)
			require.NoError(t, err, name)
		}
	}
}
