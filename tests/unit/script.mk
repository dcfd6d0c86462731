SCRIPT_C := $(wildcard loader/script/*.c) loader/mem/arena.c loader/base/error.c \
	common/fmt.c common/text.c tests/unit/host_heap.c

UNIT += test_script test_script_bad
test_script := $(SCRIPT_C) tests/unit/fake_script.c tests/unit/fake_script_rows.c
test_script_bad := $(test_script)
