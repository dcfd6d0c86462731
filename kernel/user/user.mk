# user.mk - programs of ring 3, our C library, and the initramfs they come in.

USER_CFLAGS := -std=gnu11 -Os -g -ffreestanding -fno-pic -fno-pie -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fcf-protection=none $(WARN) -I. -Ikernel -I$(B)
USER_LIB    := kernel/user/libc/libc.c common/fmt.c common/str.c
# Asked for when it is needed: `make deps all` installs it first.
BUSYBOX      = $(shell dpkg -L busybox-static 2>/dev/null | grep -m1 '/bin/busybox$$')

$(B)/user/stubs_%.S: kernel/user/libc/gen_stubs.py kernel/user/libc/syscalls.list
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) $< $* kernel/user/libc/syscalls.list > $@

# $(call user_width,64): objects, library and programs of that width.
define user_width
$$(B)/user/$(1)/%.o: %.c $$(B)/kernel/syscall_numbers.h kernel/user/user.mk rules.mk
	$$(call say,USER$(1),$$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -m$(1) $$(USER_CFLAGS) -MMD -MP -c -o $$@ $$<
$$(B)/user/$(1)/%.o: %.S $$(B)/kernel/syscall_numbers.h kernel/user/libc/sysdep.h kernel/user/user.mk
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -m$(1) -g -I. -I$$(B) -c -o $$@ $$<
$$(B)/user/$(1)/stubs.o: $$(B)/user/stubs_$(1).S $$(B)/kernel/syscall_numbers.h kernel/user/libc/sysdep.h
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -m$(1) -g -I. -I$$(B) -c -o $$@ $$<
$$(B)/user/$(1)/%: $$(B)/user/$(1)/kernel/user/libc/crt0.o $$(B)/user/$(1)/kernel/user/%.o \
		$$(B)/user/$(1)/stubs.o $$(USER_LIB:%.c=$$(B)/user/$(1)/%.o)
	$$(call say,LD,$$@)
	$$(Q)$$(LD) -m $(if $(filter 64,$(1)),elf_x86_64,elf_i386) -static -z noexecstack -z max-page-size=4096 -o $$@ $$^
endef
$(eval $(call user_width,64))
$(eval $(call user_width,32))

.SECONDARY: $(foreach w,64 32,$(patsubst %,$(B)/user/$(w)/%,stubs.o kernel/user/libc/crt0.o kernel/user/init.o \
	kernel/user/demo.o kernel/user/trace.o $(USER_LIB:.c=.o))) $(B)/user/stubs_64.S $(B)/user/stubs_32.S \
	$(B)/user/64/init $(B)/user/64/demo $(B)/user/64/trace $(B)/user/32/demo

# What the initramfs has is without symbols; build/user/WIDTH/NAME has them.
$(B)/user/%.stripped: $(B)/user/%
	$(Q)strip -o $@ $<

USER_PROGRAMS := $(patsubst %,$(B)/user/%.stripped,64/init 64/demo 64/trace 32/demo)

$(B)/initramfs.cpio.gz: kernel/user/gen_initramfs.py kernel/user/initramfs.list $(USER_PROGRAMS) \
		$(wildcard kernel/user/root/etc/*) $(BUSYBOX)
	$(call say,CPIO,$@)
	$(Q)test -n "$(BUSYBOX)" || { echo "busybox-static is not installed: make deps" >&2; exit 1; }
	$(Q)$(BUSYBOX) --list-full > $(B)/user/applets
	$(Q)$(PYTHON) $< kernel/user/initramfs.list build=$(B) busybox=$(BUSYBOX) applets=$(B)/user/applets > $@
