#!/bin/sh
# fetch_kernel.sh - Debian's current cloud kernel, from Debian's archive into a cache.
#
#     fetch_kernel.sh FOLDER          makes FOLDER/vmlinuz-cloud-amd64 unless it is there
set -eu

folder=$1
kernel=$folder/vmlinuz-cloud-amd64
meta=linux-image-cloud-amd64

if [ -s "$kernel" ]; then
	exit 0
fi
mkdir -p "$folder"
package=$(apt-cache depends "$meta" | awk '/Depends: linux-image-[0-9]/ { print $2; exit }')
if [ -z "$package" ]; then
	echo "fetch_kernel: apt knows no $meta: run make deps, or put a kernel at $kernel" >&2
	exit 1
fi
work=$(mktemp -d "$folder/fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
# The sandbox user of apt-get may not write where we may.
(cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package") >&2
dpkg-deb --fsys-tarfile "$work"/*.deb | tar -x -C "$work" --wildcards './boot/vmlinuz-*'
mv "$work"/boot/vmlinuz-* "$kernel"
echo "fetch_kernel: $package" >&2
