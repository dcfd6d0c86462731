# Firstlight - every target a person types.  `make help` lists them.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

include rules.mk
include stages.mk
include loader/loader.mk
include kernel/kernel.mk
include tools/tools.mk
include tools/gdb/debug.mk
include tools/trace/trace.mk
include disk.img.mk
include install.mk
include debian/deb.mk
include tests/tests.mk
include docs/docs.mk

.PHONY: all run deps usb bochs inspect help clean
all: $(B)/boot.img $(B)/core.img $(B)/vmlinuz $(TOOLS) $(B)/disk.img $(B)/memory-map.md  ## build everything; build/disk.img boots

# The page in docs/ is only written to when it has to change: the sources may be read-only.
$(B)/memory-map.md: $(B)/gen_layout
	$(Q)$< md > $@
	$(Q)cmp -s $@ docs/memory-map.md || cp $@ docs/memory-map.md

# --- Start it.  ACCEL=kvm for those who have it; TCG is the same everywhere.
ACCEL  ?= tcg
MEMORY ?= 512M
PC      = -machine pc,accel=$(ACCEL) -m $(MEMORY) -drive file=$(B)/disk.img,format=raw,if=ide

# Who cannot install it all may have what this takes.
try_deps = $(Q)$(MAKE) --no-print-directory deps || echo "Going on without."

run:                            ## boot build/disk.img in QEMU, in this terminal; Ctrl-A X ends it
	$(try_deps)
	$(Q)$(MAKE) --no-print-directory all
	qemu-system-x86_64 $(PC) -nographic -serial mon:stdio -no-reboot

# The tool asks, and refuses what a careful person would not write to.
usb: all                        ## write build/disk.img to a stick, after questions: DISK=/dev/sdX
	$(Q)test -n "$(DISK)" || { echo "make usb DISK=/dev/...; the disks here:"; \
	  lsblk -d -o NAME,SIZE,TRAN,RM,RO,VENDOR,MODEL; exit 1; }
	$(Q)sudo=; test -w "$(DISK)" -o "$$(id -u)" = 0 || sudo=sudo; $$sudo $(B)/fl-install --image $(B)/disk.img $(DISK)

# What comes by port E9, the kernel's messages, Bochs prints between its own lines.  Ctrl-C is for
# its debugger alone: -i.
bochs: all                      ## boot build/disk.img in Bochs, its debugger in this terminal
	bochs -q -f disk/bochsrc -rc disk/bochs.commands | tee -i $(B)/bochs.e9

# What is on the disk image, then each stage; STAGE=stage1 one of them, SYMBOL=real_to_prot a function.
inspect: all                    ## what is on build/disk.img, then each stage disassembled; STAGE=, SYMBOL=
	$(Q)$(if $(STAGE)$(SYMBOL),,$(B)/fl-inspect $(B)/disk.img)
	$(Q)BUILD=$(B) $(PYTHON) -B tools/disassemble.py $(addprefix --stage ,$(STAGE)) $(addprefix --symbol ,$(SYMBOL)) --write $(B)/inspect

# --- What Debian 12 needs for all of this; nothing is downloaded by hand.
PACKAGES := build-essential nasm gcc-multilib binutils gdb clang libclang-rt-14-dev \
	musl-tools dietlibc-dev libklibc-dev \
	xz-utils liblzma-dev libblkid-dev libjansson-dev zlib1g-dev libfdisk-dev libcmocka-dev lcov mandoc \
	mtools dosfstools e2fsprogs fdisk gdisk xorriso cpio gzip xxd mmdebstrap fakeroot strace \
	debhelper lintian qemu-system-x86 qemu-utils bochs bochs-term bochsbios vgabios \
	python3 python3-pytest python3-pytest-xdist python3-pexpect python3-pyflakes python3-pil \
	python3-matplotlib \
	busybox-static bash-static zsh-static sash e2fsck-static shfmt ncurses-base rpm \
	grub-pc-bin grub-common syslinux syslinux-common extlinux memtest86+ ipxe

deps:                           ## install what is missing (apt-get; elsewhere: print the list)
	@command -v apt-get dpkg-query > /dev/null || { echo "Not Debian; needed: $(PACKAGES)"; exit 0; }; \
	have=$$(dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $(PACKAGES) 2>/dev/null | sed -n 's/^installed //p'); \
	missing=$$(printf '%s\n' $(PACKAGES) | grep -vxF "$$have" || true); \
	test -z "$$missing" && exit 0; \
	sudo=; test "$$(id -u)" = 0 || sudo=$$(command -v sudo) || { \
	  printf '%s\n' "Missing, and only root can install it (there is no sudo):" \
	    "apt-get install --no-install-recommends $$(echo $$missing)"; exit 1; }; \
	echo "installing:" $$missing; \
	$$sudo apt-get update -q && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$missing

help:                           ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | expand -t 20

clean:                          ## remove build/
	$(Q)rm -rf $(B)

-include $(shell find $(B) -type f -name '*.d' 2>/dev/null)
