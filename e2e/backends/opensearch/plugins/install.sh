#!/usr/bin/env bash
# Puts plugins into the folder of one node: install.sh LIB DATADIR NAME[,NAME ...]
# LIB is the folder of the server's own jars. The first call fetches or builds a plugin into the cache folder.
set -euo pipefail
lib=$1 data=$2 names=$3
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/baton-backends/opensearch-plugins

# once KEY COMMAND...: runs the command with the cache folder of that key in $build, unless it was done before.
once() {
  build=$cache/$1
  shift
  mkdir -p "$cache"
  (
    flock 9
    if [ ! -e "$build/done" ]; then
      "$@" >&2
      touch "$build/done"
    fi
  ) 9>"$cache/lock"
}

fetch() { mvn -q -B -f "$here/pom.xml" -Dbuild.dir="$build" package; }

ism() {
  : "${ISM_SOURCE:?names a checkout of opensearch-project/index-management at the tag 2.19.5.0}"
  MAVEN_OPTS=-Xmx2g mvn -q -B -f "$here/ism.pom.xml" -Dsource.dir="$ISM_SOURCE" -Dbuild.dir="$build" package
  mkdir -p "$build/opensearch-index-management"
  cp "$build"/opensearch-index-management.jar "$build"/lib/*.jar "$build/opensearch-index-management"
  cat >"$build/opensearch-index-management/plugin-descriptor.properties" <<'EOF'
name=opensearch-index-management
description=built for tests
version=2.19.5.0
opensearch.version=2.19.5
java.version=11
classname=org.opensearch.indexmanagement.IndexManagementPlugin
extended.plugins=opensearch-job-scheduler
EOF
}

# install FOLDER: the plugin without the jars that the server or the plugin's own parent have.
install() {
  local to
  to=$data/plugins/$(basename "$1")
  rm -rf "$to"
  mkdir -p "$to"
  cp -r "$1"/* "$to"
  # The server's last number may be newer than the plugin's, and the server insists on the same.
  sed -i 's/^opensearch.version=.*/opensearch.version=2.19.5/' "$to/plugin-descriptor.properties"
  for have in "$lib"/*.jar "$data"/plugins/opensearch-job-scheduler/*.jar; do
    for mine in "$to"/"$(basename "$have" | sed -E 's/-[0-9][^-]*(-[a-z]+)?\.jar$//')"-[0-9]*.jar; do
      [ "$mine" -ef "$have" ] || rm -f "$mine"
    done
  done
}

once "fetched-$(sha256sum <"$here/pom.xml" | cut -c1-16)" fetch
fetched=$build
for name in ${names//,/ }; do
  case $name in
    opensearch-security)
      install "$fetched/opensearch-security"
      mkdir -p "$data/config"
      cp -rn "$data/plugins/opensearch-security/config" "$data/config/opensearch-security"
      ;;
    opensearch-index-management)
      install "$fetched/opensearch-job-scheduler"
      once "ism-$(sha256sum <"$here/ism.pom.xml" | cut -c1-16)" ism
      install "$build/opensearch-index-management"
      ;;
    *)
      echo "$0: no plugin $name; write opensearch-security or opensearch-index-management" >&2
      exit 2
      ;;
  esac
done
