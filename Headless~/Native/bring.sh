#!/bin/sh
# Puts one shared library of the distribution into a folder, without root: the machine's own copy if it has one,
# else unpacked from the Debian or Ubuntu package that holds it.
#
#   bring.sh libopus0 libopus.so.0 FOLDER/libopus.so
#
# apt keeps its lists and cache beside the library, so neither root nor an earlier `apt-get update` is needed.
# Two builds at once wait for each other; the library appears by one rename, whole or not at all.
# Fails with one sentence on stderr.
set -eu

package=$1 soname=$2 library=$3
folder=$(dirname "$library")
mkdir -p "$folder"

exec 9>"$folder/$package.lock"
flock 9
[ -e "$library" ] && exit 0

installed() {
  PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null |
    awk -v soname="$soname" -v arch="$(uname -m | tr _ -)" '
      $1 == soname && (arch == "x86-64" ? /x86-64/ : !/x86-64/) { print $NF; exit }'
}

unpacked() {
  cd "$work"
  mkdir -p lists/partial cache/archives/partial tree
  apt="apt-get -q -o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache -o APT::Sandbox::User=$(id -un)
       -o Acquire::Retries=1 -o Acquire::http::Timeout=20"
  $apt update >&2 && $apt download "$package" >&2 && dpkg-deb -x "$package"_*.deb tree >&2 || return 0
  find "$work/tree" -name "$soname" | head -n 1
}

found=$(installed)
if [ -z "$found" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
  work=$(mktemp -d "$folder/$package.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  found=$(unpacked 2>"$folder/$package.log")
fi

if [ -z "$found" ]; then
  echo "$soname is neither on this machine nor could it be unpacked from the package $package" >&2
  exit 1
fi
cp -L "$found" "$library.new"
mv "$library.new" "$library"
