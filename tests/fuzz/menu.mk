FUZZ += fuzz_menu
fuzz_menu := tests/unit/no_files.c $(filter-out loader/menu/config.c,$(wildcard loader/menu/*.c)) $(wildcard loader/term/*.c) \
	$(SCRIPT_C) loader/command/entry.c $(addprefix loader/command/,auth.c world.c) $(wildcard loader/hash/*.c) common/crc32.c
