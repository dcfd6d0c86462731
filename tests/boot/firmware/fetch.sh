#!/bin/sh
# fetch.sh - BIOSes of other ages: packages of other Debian releases, unpacked into a cache;
# nothing is installed, and the host's apt learns of no other release.
#
#     fetch.sh FOLDER RELEASE PACKAGE...      makes FOLDER/RELEASE with the packages' files in it,
#                                             unless it has them; with none, if the archive that the
#                                             host's packages come from does not offer that release
set -eu

folder=$1
release=$2
shift 2
if [ -e "$folder/$release/packages" ] && [ "$(cat "$folder/$release/packages")" = "$*" ]; then
	exit 0
fi
mkdir -p "$folder"
work=$(mktemp -d "$folder/fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache" "$work/debs" "$work/root"

apt() {
	apt-get -q -o APT::Sandbox::User=root -o Dir::Etc::SourceList="$work/sources.list" \
		-o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists" \
		-o Dir::State::Status=/dev/null -o Dir::Cache="$work/cache" "$@" >&2
}
. /etc/os-release
archive=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $VERSION_CODENAME" | head -n 1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $release main" \
	> "$work/sources.list"
if apt update -o APT::Update::Error-Mode=any; then
	(cd "$work/debs" && apt download "$@")
	for deb in "$work"/debs/*.deb; do
		dpkg-deb -x "$deb" "$work/root"
	done
	echo "$*" > "$work/root/packages"
else
	echo "fetch.sh: $archive has no $release: its BIOSes are not tried" >&2
fi
rm -rf "${folder:?}/$release"
mv "$work/root" "$folder/$release"
