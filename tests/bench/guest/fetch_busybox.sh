#!/bin/sh
# fetch_busybox.sh - Debian's busybox-static for i386, from Debian's archive into a cache;
# what apt knows about this machine stays as it is.
#
#     fetch_busybox.sh FOLDER         makes FOLDER/busybox-i386 unless it is there
set -eu

mkdir -p "$1"
folder=$(cd "$1" && pwd)
busybox=$folder/busybox-i386

if [ -s "$busybox" ]; then
	exit 0
fi
work=$(mktemp -d "$folder/fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
# The sandbox user of apt-get may not write where we may.
apt() {
	apt-get -q -o APT::Sandbox::User=root -o APT::Architecture=i386 -o APT::Architectures=i386 \
		-o Dir::State="$work/state" -o Dir::State::status=/dev/null -o Dir::Cache="$work/cache" "$@"
}
# One of several lists may be out of reach; the download tells whether that matters.
apt update >&2 || true
(cd "$work" && apt download busybox-static) >&2
dpkg-deb --fsys-tarfile "$work"/busybox-static_*_i386.deb | tar -x -C "$work" --wildcards './*bin/busybox'
mv "$(find "$work" -type f -name busybox)" "$busybox"
echo "fetch_busybox: $busybox" >&2
