# tests.mk - unit tests, fuzz targets, boot tests, rules, bench.

# --- Unit tests: cmocka on the host, the very sources that boot, with ASan and UBSan.
# A fragment tests/unit/AREA.mk says, for each tests/unit/test_NAME.c,
#     UNIT += test_NAME
#     test_NAME := the sources under test, nothing else
UNIT :=
include $(wildcard tests/unit/*.mk)

.PHONY: check check-unit check-fuzz check-boot check-rules fuzz bench
$(foreach t,$(UNIT),$(eval $(B)/unit/$(t): $(B)/asan/tests/unit/$(t).o $(patsubst %.c,$(B)/asan/%.o,$($(t)))))
$(addprefix $(B)/unit/,$(UNIT)):
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^ -lcmocka $($(@F)_LIBS)

check-unit: $(addprefix $(B)/unit/,$(UNIT))     ## unit tests on the host (cmocka, ASan, UBSan)
	$(Q)for t in $(sort $^); do echo "  UNIT   $$t"; $$t 2> $$t.log || { cat $$t.log; exit 1; }; done

# --- Fuzz targets: libFuzzer.  A fragment tests/fuzz/AREA.mk says, for fuzz_NAME.c,
#     FUZZ += fuzz_NAME
#     fuzz_NAME := sources
# Seeds and every crash ever found lie in tests/corpus/fuzz_NAME/.
FUZZ :=
include $(wildcard tests/fuzz/*.mk)
FUZZ_RUNS    ?= 20000
FUZZ_SECONDS ?= 60
FUZZ_CFLAGS  := -std=gnu11 -O1 -g -D_GNU_SOURCE -I. -Iloader -Itests/unit -Wno-unknown-warning-option \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all

$(foreach t,$(FUZZ),$(eval $(B)/fuzz/$(t): tests/fuzz/$(t).c $($(t))))
$(addprefix $(B)/fuzz/,$(FUZZ)):
	$(call say,FUZZCC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^)

check-fuzz: $(addprefix $(B)/fuzz/,$(FUZZ))     ## each fuzz target: its corpus and FUZZ_RUNS new inputs
	$(Q)for t in $(FUZZ); do echo "  FUZZ   $$t"; mkdir -p $(B)/fuzz/new/$$t tests/corpus/$$t; \
	  $(B)/fuzz/$$t -runs=$(FUZZ_RUNS) -seed=1 -max_len=65536 -timeout=20 -rss_limit_mb=2048 \
	    -artifact_prefix=$(B)/fuzz/$$t- $(B)/fuzz/new/$$t tests/corpus/$$t > $(B)/fuzz/$$t.log 2>&1 \
	    || { tail -40 $(B)/fuzz/$$t.log; exit 1; }; done

fuzz: $(addprefix $(B)/fuzz/,$(FUZZ))           ## fuzz each target for FUZZ_SECONDS seconds
	$(Q)for t in $(FUZZ); do echo "  FUZZ   $$t"; mkdir -p $(B)/fuzz/new/$$t tests/corpus/$$t; \
	  $(B)/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=20 -rss_limit_mb=2048 \
	    -artifact_prefix=$(B)/fuzz/$$t- $(B)/fuzz/new/$$t tests/corpus/$$t || exit 1; done
