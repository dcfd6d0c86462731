UNIT += test_command
SCRIPT_SOURCES := $(addprefix loader/script/,$(notdir $(wildcard loader/script/*.c))) \
	loader/mem/arena.c loader/base/error.c common/fmt.c common/text.c tests/unit/host_heap.c
test_command := loader/command/entry.c loader/command/linux.c loader/command/world.c $(SCRIPT_SOURCES)

# Commands on a fake machine, without a disk.
UNIT += test_auth test_prompt_commands
FAKE_WORLD := tests/unit/fake_world.c tests/unit/fake_machine.c loader/command/world.c \
	$(wildcard loader/term/*.c) $(SCRIPT_SOURCES)
test_auth := loader/command/auth.c $(wildcard loader/hash/*.c) common/crc32.c $(FAKE_WORLD)
test_prompt_commands := $(addprefix loader/command/,core.c regex.c terminal.c text.c time.c) $(FAKE_WORLD)
