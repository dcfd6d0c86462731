# debug.mk - make debug: gdb on QEMU, from the first instruction of any stage on (docs/debugging.md).

DEBUG_SERIAL ?= $(B)/debug.serial

.PHONY: debug
# Always TCG: it keeps breakpoints beside the memory, as many as one likes.  KVM has four of
# that kind, and puts the others into memory, where the next stage is read over them.
debug: override ACCEL := tcg
debug: all                      ## gdb at the first instruction of STAGE=stage1 stage2 decompress loader kernel user
	@STAGE=$(or $(STAGE),stage1) BUILD=$(B) QEMU="qemu-system-x86_64 $(PC) -serial file:$(DEBUG_SERIAL)" \
	  gdb -q -nx -x tools/gdb/start.py
