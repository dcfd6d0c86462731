# guest.mk - a Linux for the boot tests: Debian's cloud kernel and a user space of one program.

# Downloads and what takes long to make of them survive `make clean` and serve every clone.
FIRSTLIGHT_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/firstlight
GUEST := $(B)/guest/vmlinuz $(B)/guest/initramfs.cpio.gz

$(B)/guest/vmlinuz: tests/boot/guest/fetch_kernel.sh
	$(call say,FETCH,"Debian's cloud kernel")
	$(Q)mkdir -p $(@D)
	$(Q)$< "$(FIRSTLIGHT_CACHE)"
	$(Q)cp "$(FIRSTLIGHT_CACHE)/vmlinuz-cloud-amd64" $@

$(B)/guest/init: tests/boot/guest/init.c common/crc32.c
	$(call say,HOSTCC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(HOST_CFLAGS) -static -s -o $@ $^

$(B)/guest/initramfs.cpio.gz: tests/boot/guest/cpio.py $(B)/guest/init
	$(Q)$(PYTHON) $< $@ $(B)/guest/init

.PHONY: guest
guest: $(GUEST)                 ## Debian's cloud kernel and a user space for the boot tests
check-boot: $(GUEST)
