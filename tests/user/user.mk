# user.mk - programs of ring 3 for the boot tests, of both widths: the same ones run on Linux.

TESTUSER_CFLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE -static -fno-pie -no-pie $(WARN) -Wno-unused-result -Wno-nonnull -Wno-infinite-recursion -Wno-stringop-overflow -msse2 \
	-I$(B) -Itests/user
TESTUSER :=

$(B)/testuser/calls.h: tests/user/gen_calls.py kernel/sys/gen_tables.py kernel/sys/syscall_64.tbl kernel/sys/syscall_32.tbl
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) -B $^ > $@

# $(call testuser,NAME,SOURCES): build/testuser/64/NAME and 32/NAME.
define testuser
TESTUSER += $$(B)/testuser/64/$(1) $$(B)/testuser/32/$(1)
$$(B)/testuser/64/$(1) $$(B)/testuser/32/$(1): $$(B)/testuser/%/$(1): $(addprefix tests/user/,$(2)) \
		$$(wildcard tests/user/*.h) $$(B)/testuser/calls.h
	$$(call say,USER,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) -m$$* $$(TESTUSER_CFLAGS) -o $$@ $(addprefix tests/user/,$(2))
endef
$(eval $(call testuser,fuzz,fuzz.c fuzz_world.c fuzz_worker.c fuzz_values.c raw.S))
$(eval $(call testuser,hog,hog.c))
$(eval $(call testuser,failnth,failnth.c failnth_files.c failnth_memory.c))
$(eval $(call testuser,badelf,badelf.c))
$(eval $(call testuser,bad,bad.c bad_cpu.c bad_jumps.c bad_frames.c bad_calls.c bad_limits.c compat.S))

.PHONY: testuser fuzz-syscalls
testuser: $(TESTUSER)
check-boot: $(TESTUSER)

FUZZ_CALLS ?= 10000000
FUZZ_SEED  ?= 1
fuzz-syscalls: $(TESTED_BUILD) $(TESTUSER)      ## FUZZ_CALLS random system calls on our kernel, FUZZ_SEED says which
	$(Q)FUZZ_CALLS=$(FUZZ_CALLS) FUZZ_SEED=$(FUZZ_SEED) $(PYTEST) -n 0 -s tests/boot/test_fuzz.py
