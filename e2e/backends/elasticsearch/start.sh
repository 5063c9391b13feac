#!/usr/bin/env bash
# One Elasticsearch node on 127.0.0.1, in the foreground: start.sh PORT DATADIR [SETTING=VALUE ...]
# or the steps of a life-cycle policy, read from standard input by this version's own classes: start.sh policy -
# The first call builds it with Maven into the cache folder; later calls start at once, offline.
# ES_HEAP (256m) and ES_LOG (warn, info, debug) may be set. It prints READY URL when it serves.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 PORT DATADIR [SETTING=VALUE ...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/baton-backends/elasticsearch
key=$(cat "$here/pom.xml" "$here"/src/main/*/* | sha256sum | cut -c1-16)
build=$cache/$key
if [ ! -e "$build/done" ]; then
  mkdir -p "$cache"
  (
    flock 9 # one build at a time
    if [ ! -e "$build/done" ]; then
      mvn -q -B -f "$here/pom.xml" -Dbuild.dir="$build" package >&2
      touch "$build/done"
    fi
  ) 9>"$cache/lock"
fi
if [ "$1" = policy ]; then
  exec java -XX:TieredStopAtLevel=1 -cp "$build/elasticsearch-node.jar:$build/lib/*" PolicySteps
fi
exec java \
  -Xms"${ES_HEAP:-256m}" -Xmx"${ES_HEAP:-256m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
  -Djava.awt.headless=true -Dfile.encoding=UTF-8 \
  -Des.networkaddress.cache.ttl=60 -Dlog4j2.disable.jmx=true -Dlog4j2.formatMsgNoLookups=true -Dlog4j.shutdownHookEnabled=false \
  -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0 -Dio.netty.allocator.numDirectArenas=0 \
  -Djna.nosys=true -Des.log="${ES_LOG:-warn}" \
  -cp "$build/elasticsearch-node.jar:$build/lib/*" EsNode "$@"
