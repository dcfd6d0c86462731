#!/bin/sh
# fetch_i386.sh - 32-bit packages of Debian's, unpacked into a cache; nothing is installed, and
# the host's apt and dpkg learn of no foreign architecture.
#
#     fetch_i386.sh FOLDER PACKAGE...     makes FOLDER with the files of the packages in it,
#                                         unless it has them
set -eu

folder=$1
shift
if [ -e "$folder/packages" ] && [ "$(cat "$folder/packages")" = "$*" ]; then
	exit 0
fi
mkdir -p "${folder%/*}"
work=$(mktemp -d "${folder%/*}/fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache" "$work/debs" "$work/root"

# An apt of its own: the host's sources and keys, but i386's lists and packages.
apt() {
	apt-get -q -o APT::Architecture=i386 -o APT::Architectures=i386 -o APT::Sandbox::User=root \
		-o Dir::State::Lists="$work/lists" -o Dir::State::Status=/dev/null \
		-o Dir::Cache="$work/cache" "$@" >&2
}
# A source that has no i386, or is out of step for a moment, is none of our packages' sources.
apt update || true
(cd "$work/debs" && apt download "$@")
for deb in "$work"/debs/*.deb; do
	dpkg-deb -x "$deb" "$work/root"
done
# Programs, libraries and headers are wanted, not manuals or settings.
rm -rf "$work/root/usr/share" "$work/root/etc"
echo "$*" > "$work/root/packages"
rm -rf "$folder"
mv "$work/root" "$folder"
