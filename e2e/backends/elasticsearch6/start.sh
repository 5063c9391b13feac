#!/usr/bin/env bash
# One Elasticsearch 6.8.23 node on 127.0.0.1, in the foreground: start.sh PORT DATADIR [SETTING=VALUE ...]
# The first call fetches it with Maven into the cache folder; later calls start at once, offline.
# ES_HEAP (256m) may be set.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 PORT DATADIR [SETTING=VALUE ...]" >&2; exit 2; }
port=$1 data=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/baton-backends/elasticsearch6
build=$cache/$(sha256sum <"$here/pom.xml" | cut -c1-16)
if [ ! -e "$build/done" ]; then
  mkdir -p "$cache"
  (
    flock 9 # one at a time
    if [ ! -e "$build/done" ]; then
      mvn -q -B -f "$here/pom.xml" -Dbuild.dir="$build" package >&2
      touch "$build/done"
    fi
  ) 9>"$cache/lock"
fi
home=$build/elasticsearch-6.8.23
mkdir -p "$data/config" "$data/logs"
cp -r "$home/config/." "$data/config"
# Without its native library it does not mind to be root, as tests often are.
exec java \
  -Xms"${ES_HEAP:-256m}" -Xmx"${ES_HEAP:-256m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
  -Djava.awt.headless=true -Dfile.encoding=UTF-8 -Djava.io.tmpdir="$data/logs" \
  -Djna.nosys=true -Djna.nounpack=true -Djna.boot.library.path=/nonexistent \
  -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0 -Dio.netty.allocator.numDirectArenas=0 \
  -Dlog4j.shutdownHookEnabled=false -Dlog4j2.disable.jmx=true -Dlog4j2.formatMsgNoLookups=true \
  -Des.path.home="$home" -Des.path.conf="$data/config" -Des.distribution.flavor=default -Des.distribution.type=zip \
  -cp "$home/lib/*" org.elasticsearch.bootstrap.Elasticsearch \
  -Epath.data="$data/data" -Epath.logs="$data/logs" -Ehttp.port="$port" -Etransport.port=0 -Enetwork.host=127.0.0.1 \
  -Ediscovery.type=single-node -Enode.name=test-node -Eprocessors=2 -Ecluster.routing.allocation.disk.threshold_enabled=false \
  -Expack.ml.enabled=false -Expack.monitoring.enabled=false -Expack.watcher.enabled=false "${@/#/-E}"
