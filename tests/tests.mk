# tests.mk - unit tests, fuzz targets, boot tests, rules, bench.

check:                          ## all tests
	$(try_deps)
	$(Q)$(MAKE) --no-print-directory check-rules check-unit check-fuzz check-oracle check-boot
	@echo "check: all passed"

# --- Unit tests: cmocka on the host, the very sources that boot, with ASan and UBSan.
# A fragment tests/unit/AREA.mk says, for each tests/unit/test_NAME.c,
#     UNIT += test_NAME
#     test_NAME := the sources under test, nothing else
UNIT :=
include $(wildcard tests/unit/*.mk)

.PHONY: check check-rules check-unit check-fuzz check-oracle check-boot fuzz bench
$(foreach t,$(UNIT),$(eval $(B)/unit/$(t): $(B)/asan/tests/unit/$(t).o $(patsubst %.asm,$(B)/host/%.o,$(patsubst %.c,$(B)/asan/%.o,$($(t))))))
$(addprefix $(B)/unit/,$(UNIT)):
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^ -lcmocka $($(@F)_LIBS)

check-unit: $(addprefix $(B)/unit/,$(UNIT))     ## unit tests on the host (cmocka, ASan, UBSan)
	$(Q)for t in $(sort $^); do echo "  UNIT   $$t"; $$t > $$t.log 2>&1 || { cat $$t.log; exit 1; }; done
	$(Q)cat $(addsuffix .log,$^) | awk '/PASSED/ { n += $$4 } END { print n " unit tests passed"; exit !n }'

# --- Fuzz targets: libFuzzer.  A fragment tests/fuzz/AREA.mk says, for fuzz_NAME.c,
#     FUZZ += fuzz_NAME
#     fuzz_NAME := sources
# Seeds and every crash ever found lie in tests/corpus/fuzz_NAME/; FUZZ_MORE_fuzz_NAME names
# more folders of them, and options.  fuzz_NAME_FLAGS and fuzz_NAME_LIBS are the compiler's.
# `make fuzz FUZZ=fuzz_NAME` is one of them alone.
FUZZ :=
include $(wildcard tests/fuzz/*.mk)
FUZZ_RUNS    ?= 20000
FUZZ_SECONDS ?= 60
FUZZ_CFLAGS  := -std=gnu11 -O1 -g -D_GNU_SOURCE -I. -Iloader -Itests/unit -Itests/fuzz -Wno-unknown-warning-option -Wno-string-plus-int \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
FUZZ_TARGETS := $(addprefix $(B)/fuzz/,$(FUZZ))

ifndef COVERAGE
$(foreach t,$(FUZZ),$(eval $(B)/fuzz/$(t): tests/fuzz/$(t).c $(patsubst %.asm,$(B)/host/%.o,$($(t)))))
$(FUZZ_TARGETS):
	$(call say,FUZZCC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(FUZZ_CFLAGS) $($(@F)_FLAGS) -MM -MP -MT $@ tests/fuzz/$(@F).c $(sort $(filter %.c,$($(@F)))) > $@.d
	$(Q)$(CLANG) $(FUZZ_CFLAGS) $($(@F)_FLAGS) -o $@ tests/fuzz/$(@F).c $(sort $(filter %.c,$($(@F)))) \
	  $(filter %.o,$^) $($(@F)_LIBS)
endif

# $(1): how long.
fuzz_all = $(foreach t,$(FUZZ),tests/fuzz/run.sh $(B) $(t) $(1) $(FUZZ_MORE_$(t)) &&) true

check-fuzz: $(FUZZ_TARGETS)     ## each fuzz target: its corpus and FUZZ_RUNS new inputs, or FUZZ_SECONDS
	$(Q)$(call fuzz_all,-runs=$(FUZZ_RUNS) -max_total_time=$(FUZZ_SECONDS) -seed=1)
	@echo "$(words $(FUZZ)) fuzz targets passed, $(FUZZ_RUNS) runs or $(FUZZ_SECONDS) s each"

fuzz: $(FUZZ_TARGETS)           ## fuzz each target for FUZZ_SECONDS seconds
	$(Q)$(call fuzz_all,-max_total_time=$(FUZZ_SECONDS))

include tests/coverage.mk

# --- Against other people's programs, and in whole machines: pytest.  Nothing may be skipped.
# A file at a time on each CPU: what a file sets up is set up once.
TEST_JOBS    ?= $(shell nproc)
PYTEST       := BUILD=$(B) $(PYTHON) -B -m pytest -q -p no:cacheprovider -n $(TEST_JOBS) --dist loadfile
TESTED_BUILD := $(B)/boot.img $(B)/core.img $(B)/vmlinuz $(TOOLS) $(B)/disk.img

# What else the oracle tests need, and how they are run: tests/oracle/fs.mk.
check-oracle: $(TESTED_BUILD)

include tests/boot/calls/calls.mk
include tests/boot/guest/programs.mk

check-boot: $(TESTED_BUILD)     ## whole machines in QEMU and Bochs
	$(Q)$(PYTEST) tests/boot

# The other systems that the boot tests start.
include tests/boot/guest/guest.mk
include tests/boot/distro/distro.mk
include tests/boot/firmware/firmware.mk
# Programs that whole machines run.
include tests/user/user.mk
include tests/boot/soak.mk

# --- Rules that a machine can check: no emulator, a few seconds.
RULED_HEADERS := $(wildcard common/*.h loader/*.h loader/*/*.h kernel/*.h kernel/*/*.h tools/*/*.h)

check-rules:                    ## folders, sizes, headers and names as they should be
	$(Q)$(PYTHON) -B tools/check_layers.py
	$(Q)$(PYTHON) -B tools/check_shape.py
	$(Q)$(PYTHON) -B tools/check_python.py
	$(Q)$(PYTHON) -B tests/fuzz/check_targets.py $(FUZZ)
	$(Q)for h in $(RULED_HEADERS); do \
	  case $$h in kernel/*) bits=-m64 ;; *) bits=-m32 ;; esac; \
	  $(CC) $$bits -std=gnu11 -D_GNU_SOURCE $(WARN) -Wno-unused-function -I. -Iloader -Ikernel -fsyntax-only \
	    -x c $$h || exit 1; done
	$(Q)mandoc -Tlint -W warning docs/man/*.[18]
	@echo "rules: all kept"

# --- The bench: instructions from the MBR to the kernel, beside other boot loaders; and what
# programs ask of the kernel, beside Linux.
include tests/bench/guest/guest.mk

.PHONY: bench-boot bench-kernel
bench:                          ## both benches; BENCH_RUNS=1 for a quick look
	$(Q)$(MAKE) -k bench-boot bench-kernel

bench-boot: $(TESTED_BUILD) $(B)/guest/debian12.img     ## speed and size of the loader, into docs/performance.md
	$(Q)BUILD=$(B) $(PYTHON) -B tests/bench/bench.py

bench-kernel: $(TESTED_BUILD) $(GUEST) $(BENCH_GUEST)   ## our kernel and Linux, into docs/kernel-performance.md
	$(Q)BUILD=$(B) $(PYTHON) -B tests/bench/bench_kernel.py
