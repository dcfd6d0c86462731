SCRIPT_C := $(wildcard loader/script/*.c) loader/mem/arena.c loader/base/error.c \
	common/fmt.c common/text.c tests/unit/host_heap.c

# The interpreter with echo as a program, for tests/oracle/test_script.py.
$(B)/unit/script_run: $(patsubst %.c,$(B)/asan/%.o,tests/unit/script_run.c $(SCRIPT_C))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^
check-oracle: $(B)/unit/script_run

UNIT += test_script test_script_bad
test_script := $(SCRIPT_C) tests/unit/fake_script.c tests/unit/fake_script_rows.c
test_script_bad := $(test_script)
