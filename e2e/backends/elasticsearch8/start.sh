#!/usr/bin/env bash
# One Elasticsearch 8 node on 127.0.0.1, in the foreground: start.sh PORT DATADIR [SETTING=VALUE ...]
# The first call builds it with Maven into the cache folder; later calls start at once, offline.
# ES_HEAP (256m) and ES_LOG (warn, info, debug) may be set. It prints READY URL when it serves.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 PORT DATADIR [SETTING=VALUE ...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/baton-backends/elasticsearch8
key=$(cd "$here" && find pom.xml src -type f | LC_ALL=C sort | xargs cat | sha256sum | cut -c1-16)
build=$cache/$key
if [ ! -e "$build/done" ]; then
  mkdir -p "$cache"
  (
    flock 9 # one build at a time
    if [ ! -e "$build/done" ]; then
      mvn -q -B -f "$here/pom.xml" -Dbuild.dir="$build" package >&2
      cp "$here/src/main/resources/plugin-descriptor.properties" "$build/home/modules/transport-netty4/"
      touch "$build/done"
    fi
  ) 9>"$cache/lock"
fi
# The server runs only as a named Java module, so its jars are on the module path.
exec java \
  -Xms"${ES_HEAP:-256m}" -Xmx"${ES_HEAP:-256m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
  -Djava.awt.headless=true -Dfile.encoding=UTF-8 -Djava.security.manager=allow \
  -Dlog4j2.disable.jmx=true -Dlog4j2.formatMsgNoLookups=true -Dlog4j.shutdownHookEnabled=false \
  -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0 \
  -Djna.nosys=true -Des.log="${ES_LOG:-warn}" \
  --module-path "$build/lib" \
  --add-modules=jdk.net,org.elasticsearch.server,org.elasticsearch.preallocate,org.elasticsearch.logging \
  -cp "$build/boot.jar" testbackends.boot.Es8Node "$build/home" "$@"
