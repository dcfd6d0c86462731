# coverage.mk - which lines the tests run: the unit tests and the corpus of each fuzz target.
#
# The same Makefile once more, with gcov's counters in place of the sanitizers.

# Where this share of the lines, in percent, must be covered.
COVERED       := common decompress loader/disk loader/fs loader/script
COVERED_SHARE := 95

.PHONY: coverage coverage-run
coverage:                       ## lines that tests run by folder; build/coverage/index.html
	$(Q)$(MAKE) --no-print-directory B=$(B)/covered COVERAGE=1 SANITIZE='--coverage -O0 -w' coverage-run
	$(Q)genhtml -q --legend --prefix "$(CURDIR)" --title Firstlight --output-directory $(B)/coverage \
	  $(B)/covered/covered.info
	$(Q)$(PYTHON) -B tests/coverage.py $(B)/covered/covered.info $(COVERED_SHARE) $(COVERED)

ifdef COVERAGE
$(foreach t,$(FUZZ),$(eval $(B)/fuzz/$(t): $(patsubst %.asm,$(B)/host/%.o,$(patsubst %.c,$(B)/asan/%.o,tests/fuzz/$(t).c tests/fuzz/replay.c $($(t))))))
$(foreach t,$(FUZZ),$(eval $(B)/asan/tests/fuzz/$(t).o: ASAN_CFLAGS += -Itests/fuzz $($(t)_FLAGS)))
$(FUZZ_TARGETS):
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $(filter %.o,$^) $($(@F)_LIBS)

# It decides by sizes what it calls, and -O0 would leave in what no unit has.
$(B)/asan/kernel/%.o: ASAN_CFLAGS += -O1

COVERED_UNITS := $(addprefix $(B)/unit/,$(UNIT))
$(COVERED_UNITS) $(FUZZ_TARGETS): $(B)/asan/tests/unit/no_sanitizer.o

coverage-run: $(COVERED_UNITS) $(FUZZ_TARGETS)
	$(Q)find $(B) -name '*.gcda' -delete
	$(Q)for t in $(COVERED_UNITS); do $$t > $$t.log 2>&1 || { cat $$t.log; exit 1; }; done
	$(Q)$(foreach t,$(FUZZ),$(B)/fuzz/$(t) $(FUZZ_MORE_$(t)) tests/corpus/$(t) > $(B)/fuzz/$(t).log 2>&1 \
	  || { cat $(B)/fuzz/$(t).log; exit 1; };) true
	$(Q)lcov -q --capture --directory $(B) --base-directory "$(CURDIR)" --output-file $(B)/all.info \
	  > $(B)/lcov.log 2>&1 || { cat $(B)/lcov.log; exit 1; }
	$(Q)lcov -q --extract $(B)/all.info $(patsubst %,'$(CURDIR)/%/*',common decompress loader kernel tools) \
	  --output-file $(B)/covered.info
endif
