#!/usr/bin/env bash
# Jaeger v2 on 127.0.0.1, in the foreground:
#   start.sh memory PORT               all in one, spans in memory
#   start.sh elasticsearch PORT ESURL  the same over Elasticsearch (its indices jaeger-span-DATE, ...)
# The query API (HTTP) listens on PORT, its gRPC on PORT+1, OTLP/gRPC on PORT+2, OTLP/HTTP on PORT+3.
# The first call builds Jaeger with Go into the cache folder; later calls start at once, offline.
# "start.sh build" only builds. JAEGER_LOG (warn, info) may be set; over Elasticsearch also
# JAEGER_ES_PREFIX, JAEGER_ES_CREATE_MAPPINGS, JAEGER_ES_USE_ALIASES and JAEGER_ES_MAX_SPAN_AGE.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
case ${1:-}/$# in build/1 | memory/2 | elasticsearch/3) ;; *) usage ;; esac
cache=${XDG_CACHE_HOME:-$HOME/.cache}/baton-backends/jaeger
bin=$cache/jaeger-$(cat "$here/go.mod" "$here/go.sum" | sha256sum | cut -c1-16)
if [ ! -x "$bin" ]; then
  mkdir -p "$cache"
  (
    flock 9 # one build at a time
    if [ ! -x "$bin" ]; then
      cd "$here"
      go build -mod=readonly -trimpath -ldflags '-s -w' -o "$bin.new" \
        github.com/jaegertracing/jaeger/cmd/jaeger >&2
      mv "$bin.new" "$bin"
    fi
  ) 9>"$cache/lock"
fi
[ "$1" != build ] || { echo "$bin"; exit; }
export JAEGER_QUERY_PORT=$2 JAEGER_QUERY_GRPC_PORT=$(($2 + 1)) JAEGER_OTLP_GRPC_PORT=$(($2 + 2)) JAEGER_OTLP_HTTP_PORT=$(($2 + 3))
export JAEGER_ES_URL=${3:-}
exec "$bin" --config "file:$here/config-$1.yaml"
