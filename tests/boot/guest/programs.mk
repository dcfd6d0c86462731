# programs.mk - what must run on the kernel as Debian ships it, and programs of five C
# libraries, in both widths: build/guest/programs/WIDTH/NAME, and an initramfs with all of them.

PROGRAMS_AT   := $(B)/guest/programs
PROGRAMS_LIST := tests/boot/guest/programs.list
I386          := $(B)/guest/i386
I386_PACKAGES := busybox-static bash-static zsh-static sash e2fsck-static shfmt \
	musl-dev dietlibc-dev libklibc-dev
# Programs as they come from their packages, and what they are called here.
SHIPPED       := busybox=bin/busybox bash=bin/bash-static zsh=bin/zsh-static sash=bin/sash \
	e2fsck=sbin/e2fsck.static shfmt=usr/bin/shfmt
# PROGRAM-LIBRARY: tests/user/PROGRAM*.c with that library.  -pie: static-pie.
LIBRARIES     := glibc glibc-pie musl musl-pie diet klibc
MADE          := $(addprefix posix-,$(LIBRARIES)) $(addprefix threads-,$(filter glibc% musl%,$(LIBRARIES))) \
	events-glibc run-musl
PROGRAMS      := $(foreach w,64 32,$(addprefix $(PROGRAMS_AT)/$(w)/, \
	$(foreach f,$(SHIPPED),$(firstword $(subst =, ,$(f)))) $(MADE)))

posix_SOURCES   := $(wildcard tests/user/posix*.c)
threads_SOURCES := $(wildcard tests/user/threads*.c)
events_SOURCES  := tests/user/events.c
run_SOURCES     := tests/user/run.c

# The root below which the packages of each width lie, and what Debian calls the width.
root_64 :=
root_32 := $(I386)
arch_64 := x86_64
arch_32 := i386

$(I386)/packages: tests/boot/guest/fetch_i386.sh tests/boot/guest/programs.mk
	$(call say,FETCH,"Debian's i386 programs")
	$(Q)$< "$(FIRSTLIGHT_CACHE)/i386" $(I386_PACKAGES)
	$(Q)rm -rf $(I386) && mkdir -p $(@D) && cp -a "$(FIRSTLIGHT_CACHE)/i386/." $(I386)
	$(Q)touch $@

PROGRAM_CFLAGS := -std=gnu11 -O2 -D_GNU_SOURCE -fno-stack-protector $(WARN) -Wno-unused-result
GCC_INCLUDE     = $(shell $(CC) -print-file-name=include)
STATIC         := -static -no-pie -fno-pie

# $(call with_LIBRARY,width,sources): the compiler's arguments for a program of that library.
with_glibc     = -m$(1) $(STATIC) -pthread $(2)
with_glibc-pie = -m$(1) -static-pie -fPIE -pthread $(2)
musl_lib       = $(root_$(1))/usr/lib/$(arch_$(1))-linux-musl
musl_rest      = -nostdinc -isystem $(root_$(1))/usr/include/$(arch_$(1))-linux-musl \
	-isystem $(GCC_INCLUDE) -nostdlib $(musl_lib)/crti.o $(2) -L$(musl_lib) \
	-Wl,--start-group -lc -lgcc -lgcc_eh -Wl,--end-group $(musl_lib)/crtn.o
with_musl      = -m$(1) $(STATIC) $(musl_lib)/crt1.o $(musl_rest)
with_musl-pie  = -m$(1) -static-pie -fPIE $(musl_lib)/rcrt1.o $(musl_rest)
diet           = $(root_$(1))/usr/lib/$(arch_$(1))-linux-gnu/diet
with_diet      = -m$(1) $(STATIC) -nostdlib -D__dietlibc__ -isystem $(diet)/include \
	$(diet)/lib-$(arch_$(1))/start.o $(2) $(diet)/lib-$(arch_$(1))/libc.a -lgcc
klibc          = $(root_$(1))/usr/lib/klibc
klibc_64      := -mno-sse
klibc_32      := -mregparm=3 -D_REGPARM=3
# Linux's headers are the host's: one set for both widths.
with_klibc     = -m$(1) $(STATIC) $(klibc_$(1)) -nostdlib -D__KLIBC__=2 -D__KLIBC_MINOR__=0 \
	-D_BITSIZE=$(1) -fwrapv -fcommon -nostdinc -isystem $(klibc)/include/arch/$(arch_$(1)) -isystem $(klibc)/include/bits$(1) \
	-isystem $(klibc)/include -isystem $(GCC_INCLUDE) -idirafter /usr/include \
	-idirafter /usr/include/x86_64-linux-gnu $(klibc)/lib/crt0.o $(2) $(klibc)/lib/libc.a -lgcc

# $(call made,width,program,library)
define made
$(PROGRAMS_AT)/$(1)/$(2)-$(3): $$($(2)_SOURCES) $$(wildcard tests/user/*.h) \
		tests/boot/guest/programs.mk $(if $(root_$(1)),$(I386)/packages)
	$$(call say,PROGRAM,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(PROGRAM_CFLAGS) -s -o $$@ $$(call with_$(3),$(1),$$($(2)_SOURCES))
endef
program_of = $(firstword $(subst -, ,$(1)))
library_of = $(patsubst $(program_of)-%,%,$(1))
$(foreach w,64 32,$(foreach m,$(MADE),$(eval $(call made,$(w),$(call program_of,$(m)),$(call library_of,$(m))))))

# A program of the host's own width that is not installed.
$(foreach f,$(SHIPPED),/$(lastword $(subst =, ,$(f)))):
	@echo "$@ is not there: make deps" >&2; exit 1

# $(call shipped,width,name,file)
define shipped
$(PROGRAMS_AT)/$(1)/$(2): $(if $(root_$(1)),$(I386)/packages,/$(3))
	$$(Q)mkdir -p $$(@D)
	$$(Q)cp $(root_$(1))/$(3) $$@
endef
name_of = $(firstword $(subst =, ,$(1)))
file_of = $(lastword $(subst =, ,$(1)))
$(foreach w,64 32,$(foreach f,$(SHIPPED),$(eval $(call shipped,$(w),$(call name_of,$(f)),$(call file_of,$(f))))))

# A filesystem with something to repair in it.
$(PROGRAMS_AT)/ext2.img: tests/boot/guest/programs.mk
	$(Q)mkdir -p $(@D) && rm -f $@ && truncate -s 1M $@
	$(Q)$(DISK_ENV) mke2fs -q -F -t ext2 -U $(EXT_UUID) -E hash_seed=$(EXT_HASH_SEED),root_owner=0:0 $@
	$(Q)printf '%s\n' 'write rules.mk one' 'mkdir two' 'write stages.mk two/three' \
	  'set_inode_field one links_count 5' 'clri two' | \
	  $(DISK_ENV) debugfs -w -f - $@ > $(B)/guest/ext2.log 2>&1

$(B)/guest/programs.cpio: kernel/user/gen_initramfs.py $(PROGRAMS_LIST) $(PROGRAMS) $(PROGRAMS_AT)/ext2.img
	$(call say,CPIO,$@)
	$(Q)cp $(PROGRAMS_LIST) $(@:.cpio=.list)
	$(Q)for p in $(PROGRAMS:$(PROGRAMS_AT)/%=%); do \
	  echo "file programs/$$p 755 $(PROGRAMS_AT)/$$p"; done >> $(@:.cpio=.list)
	$(Q)$(PYTHON) $< $(@:.cpio=.list) at=$(PROGRAMS_AT) | gzip -dc > $@

# The initramfs with Debian's 32-bit busybox instead.
$(B)/guest/initramfs32.cpio.gz: $(B)/initramfs.cpio.gz $(PROGRAMS_AT)/32/busybox
	$(call say,CPIO,$@)
	$(Q)$(PROGRAMS_AT)/32/busybox --list-full > $(B)/guest/applets32
	$(Q)$(PYTHON) kernel/user/gen_initramfs.py kernel/user/initramfs.list build=$(B) \
	  busybox=$(PROGRAMS_AT)/32/busybox applets=$(B)/guest/applets32 > $@

.PHONY: programs
programs: $(B)/guest/programs.cpio $(B)/guest/initramfs32.cpio.gz       ## programs of Debian's and of five C libraries
check-boot: programs
