UNIT += test_command
test_command := loader/command/entry.c loader/command/linux.c loader/command/world.c \
	$(addprefix loader/script/,builtins.c diagnose.c env.c execute.c expand.c lex.c options.c parse.c script.c test.c) \
	loader/mem/arena.c loader/base/error.c common/fmt.c common/text.c tests/unit/host_heap.c

UNIT += test_rpm_compare
test_rpm_compare := loader/command/rpm_compare.c common/text.c
check-oracle: $(B)/unit/test_rpm_compare

UNIT += test_env_block
test_env_block := loader/command/env_block.c common/text.c

UNIT += test_search
# What it names is said in fragments that come later.
test_search = $(addprefix loader/command/,search.c ls.c world.c) $(sort $(SCRIPT_C) $(FS_SOURCES))
