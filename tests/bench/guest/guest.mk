# guest.mk - the bench's program for our kernel and Linux, in both widths, and its initramfs.

BENCH_SRC := $(patsubst %,tests/bench/guest/%,main.c calls.c memory.c pipes.c processes.c start.S)
BENCH_CFLAGS := -std=gnu11 -O2 -D_GNU_SOURCE $(WARN) -static -s
BENCH_PARTS := $(foreach w,64 32,$(patsubst %,$(B)/bench/%$(w),init tiny hello busybox))
BENCH_GUEST := $(B)/bench/programs.cpio.gz $(B)/bench/start.cpio.gz

define bench_width
$$(B)/bench/init$(1): $$(BENCH_SRC) tests/bench/guest/bench.h
	$$(call say,BENCH$(1),$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -m$(1) $$(BENCH_CFLAGS) -Wl,-e,bench_start -o $$@ $$(BENCH_SRC)
$$(B)/bench/hello$(1): tests/bench/guest/hello.c
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -m$(1) $$(BENCH_CFLAGS) -o $$@ $$<
$$(B)/bench/tiny$(1): tests/bench/guest/tiny.c tests/bench/guest/bench.h
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -m$(1) $$(BENCH_CFLAGS) -nostdlib -fno-pic -fno-stack-protector -o $$@ $$<
endef
$(eval $(call bench_width,64))
$(eval $(call bench_width,32))

$(B)/bench/busybox64: $(BUSYBOX)
	$(Q)mkdir -p $(@D)
	$(Q)cp $(BUSYBOX) $@
$(B)/bench/busybox32: tests/bench/guest/fetch_busybox.sh
	$(call say,FETCH,"Debian's busybox-static for i386")
	$(Q)mkdir -p $(@D)
	$(Q)$< "$(FIRSTLIGHT_CACHE)"
	$(Q)cp "$(FIRSTLIGHT_CACHE)/busybox-i386" $@

BENCH_GEN := tests/bench/guest/gen_initramfs.py
$(B)/bench/programs.cpio.gz: $(BENCH_GEN) tests/boot/guest/cpio.py $(BENCH_PARTS)
	$(call say,CPIO,$@)
	$(Q)$(PYTHON) -B $(BENCH_GEN) programs $@ $(B)/bench
$(B)/bench/start.cpio.gz: $(BENCH_GEN) tests/boot/guest/cpio.py $(B)/bench/init64 $(B)/initramfs.cpio.gz
	$(call say,CPIO,$@)
	$(Q)$(PYTHON) -B $(BENCH_GEN) start $@ $(B)/bench $(B)/initramfs.cpio.gz

check-boot: $(BENCH_GUEST)
