#!/bin/sh
# Puts one shared library of the distribution into a folder, without root: the machine's own copy if it has one,
# else unpacked from the Debian or Ubuntu package that holds it. Of several the first one found is taken.
#
#   bring.sh FOLDER/libvpx.so libvpx9:libvpx.so.9 libvpx7:libvpx.so.7
#
# apt keeps its lists and cache beside the library, so neither root nor an earlier `apt-get update` is needed.
# Two builds at once wait for each other; the library appears by one rename, whole or not at all.
# Fails with one sentence on stderr.
set -eu

library=$1
shift
folder=$(dirname "$library")
name=$(basename "$library" .so)
mkdir -p "$folder"

exec 9>"$folder/$name.lock"
flock 9
[ -e "$library" ] && exit 0

installed() {
  PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null |
    awk -v soname="$1" -v arch="$(uname -m | tr _ -)" '
      $1 == soname && (arch == "x86-64" ? /x86-64/ : !/x86-64/) { print $NF; exit }'
}

unpacked() {
  cd "$work"
  mkdir -p lists/partial cache/archives/partial tree
  apt="apt-get -q -o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache -o APT::Sandbox::User=$(id -un)
       -o Acquire::Retries=1 -o Acquire::http::Timeout=20"
  $apt update >&2 || return 0
  for one; do
    $apt download "${one%%:*}" >&2 && dpkg-deb -x "${one%%:*}"_*.deb tree >&2 || continue
    find "$work/tree" -name "${one#*:}" | head -n 1
    return 0
  done
}

found=
for one; do
  [ -n "$found" ] || found=$(installed "${one#*:}")
done
if [ -z "$found" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
  work=$(mktemp -d "$folder/$name.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  found=$(unpacked "$@" 2>"$folder/$name.log")
fi

if [ -z "$found" ]; then
  echo "$name is neither on this machine nor could it be unpacked from any of $*" >&2
  exit 1
fi
cp -L "$found" "$library.new"
mv "$library.new" "$library"
