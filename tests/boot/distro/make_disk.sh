#!/bin/bash
# make_disk.sh - a disk with Debian 12 on it, as an installer leaves one, without mounting.
#
#     make_disk.sh FOLDER             makes FOLDER/debian12-CHECKSUM.img unless it is there, and
#                                     prints its name; the checksum is that of this recipe
#
# Debian's packages by mmdebstrap, ext4 by mke2fs -d.  Then the new system itself, started by
# QEMU from its own kernel and initrd, runs grub-install and grub-mkconfig on its real disk:
# what they write is theirs.
set -euo pipefail

folder=$1
here=$(cd "$(dirname "$0")" && pwd)
recipe=$(cd "$here" && find make_disk.sh files -type f | LC_ALL=C sort | xargs cat | sha256sum | cut -c1-12)
image=$folder/debian12-$recipe.img
packages=systemd-sysv,udev,login,linux-image-cloud-amd64,initramfs-tools,grub2-common,grub-pc-bin,e2fsprogs,libjansson4,libfdisk1
uuid=5c8f7e0a-8c1d-4c55-9e0e-0f1d2c3b4a59
start=2048                              # sectors; 1 MiB, as every partitioner of today
size=$((1200 << 20))                    # of the partition, bytes
limit=600                               # seconds for the first start

echo "$image"
if [ -s "$image" ]; then
	exit 0
fi
mkdir -p "$folder"
work=$(mktemp -d "$folder/distro-XXXXXX")
trap 'rm -rf "$work"' EXIT

mmdebstrap --quiet --variant=minbase --include=$packages \
	--aptopt='Apt::Install-Recommends "false"' bookworm "$work/root.tar" > "$work/log" 2>&1 \
	|| { tail -20 "$work/log" >&2; exit 1; }

mkdir "$work/root"
cat > "$work/build.sh" <<-END
	set -eu
	cd "$work/root"
	tar -xf ../root.tar
	cp -r "$here/files/." .
	echo "UUID=$uuid / ext4 errors=remount-ro 0 1" > etc/fstab
	echo firstlight-test > etc/hostname
	sed -i 's/^root:[^:]*:/root::/' etc/shadow
	cp boot/vmlinuz-* ../vmlinuz
	cp boot/initrd.img-* ../initrd
	mke2fs -q -t ext4 -U $uuid -L debian -d . ../part $((size >> 10))k > /dev/null
END
# Files keep their owners; who is not root gets that by fakeroot.
if [ "$(id -u)" = 0 ]; then sh "$work/build.sh"; else fakeroot sh "$work/build.sh"; fi

truncate -s $((start * 512 + size + (1 << 20))) "$work/disk"
printf 'label: dos\nstart=%d, size=%d, type=83, bootable\n' $start $((size >> 9)) |
	sfdisk -q "$work/disk"
dd if="$work/part" of="$work/disk" bs=1M seek=$((start / 2048)) conv=notrunc,sparse status=none

timeout $limit qemu-system-x86_64 -accel tcg -m 512 -display none -no-reboot -nodefaults \
	-serial "file:$work/serial" -drive "file=$work/disk,format=raw,if=virtio" \
	-kernel "$work/vmlinuz" -initrd "$work/initrd" \
	-append "root=UUID=$uuid rw console=ttyS0 no_timer_check quiet panic=-1 init=/root/first-start" \
	|| { tail -40 "$work/serial" >&2; exit 1; }
grep -q '^first-start: done' "$work/serial" || { tail -40 "$work/serial" >&2; exit 1; }
mv "$work/disk" "$image"
