UNIT += test_command
SCRIPT_SOURCES := $(addprefix loader/script/,$(notdir $(wildcard loader/script/*.c))) \
	loader/mem/arena.c loader/base/error.c common/fmt.c common/text.c tests/unit/host_heap.c
test_command := tests/unit/no_files.c tests/unit/no_disk.c loader/command/entry.c loader/command/linux.c loader/command/world.c $(SCRIPT_SOURCES)

UNIT += test_rpm_compare
test_rpm_compare := loader/command/rpm_compare.c common/text.c
check-oracle: $(B)/unit/test_rpm_compare

UNIT += test_env_block
test_env_block := loader/command/env_block.c common/text.c

UNIT += test_search
# What it names is said in fragments that come later.
test_search = $(addprefix loader/command/,search.c ls.c world.c) $(sort $(SCRIPT_C) $(FS_SOURCES))

# Commands on a fake machine, without a disk.
UNIT += test_auth test_prompt_commands
FAKE_WORLD := tests/unit/fake_world.c tests/unit/no_files.c tests/unit/no_disk.c tests/unit/fake_machine.c loader/command/world.c \
	$(wildcard loader/term/*.c) $(SCRIPT_SOURCES)
test_auth := loader/command/auth.c $(wildcard loader/hash/*.c) common/crc32.c $(FAKE_WORLD)
test_prompt_commands := common/date.c $(addprefix loader/command/,core.c regex.c terminal.c text.c time.c) $(FAKE_WORLD)
