// Package contrib knows the keys of contrib's elasticsearch exporter, whose name this exporter has, so that a
// configuration written for that one is told what to write here.
package contrib

// Key is a key that means nothing here.
type Key struct {
	Path    string
	Instead string // what to write
}

// Keys are keys of contrib's elasticsearch exporter (README of v0.157, read 2026-11-24) that mean nothing here, and
// what to write instead. Every key that both know has the same name.
var Keys = []Key{
	{"logs_index", "indices are named by index::prefix, index::rotate and index::tenant; remove it"},
	{"traces_index", "indices are named by index::prefix, index::rotate and index::tenant; remove it"},
	{"metrics_index", "this exporter takes traces and logs; remove it"},
	{"logs_dynamic_index", "write index::tenant::from_attribute to route by a resource attribute"},
	{"traces_dynamic_index", "write index::tenant::from_attribute to route by a resource attribute"},
	{"metrics_dynamic_index", "this exporter takes traces and logs; remove it"},
	{"logs_dynamic_id", "every document has an id of its own, made of its content; remove it"},
	{"traces_dynamic_id", "every document has an id of its own, made of its span; remove it"},
	{"logs_dynamic_pipeline", "write pipeline for all documents; remove it"},
	{"logstash_format", "write index::rotate: daily"},
	{"mapping", "write schema: jaeger or schema: flat"},
	{"discover", "list the cluster's nodes in endpoints"},
	{"num_workers", "write sending_queue::num_consumers"},
	{"batcher", "write sending_queue::batch"},
	{"flush::documents", "write sending_queue::batch::min_size"},
	{"retry::max_requests", "documents are sent until they are stored; write retry::max_elapsed_time to give them up"},
	{"retry::max_retries", "documents are sent until they are stored; write retry::max_elapsed_time to give them up"},
	{"retry::retry_on_status", "429, 5xx and what an operator can mend is sent again, everything else goes to dead_letter; remove it"},
	{"metadata_keys", "write headers or auth; remove it"},
	{"telemetry", "set the log level in service::telemetry::logs::level"},
	{"include_source_on_error", "the document is in dead_letter, with the reason; remove it"},
	{"suppress_conflict_errors", "a conflict (409) is success here; remove it"},
	{"bulk_response_filter_path", "the exporter asks for what it needs; remove it"},
	{"profiles_index", "this exporter takes traces and logs; remove it"},
}
