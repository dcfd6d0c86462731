UNIT += test_menu test_edit test_view test_canvas test_complete test_glyph
test_menu := loader/menu/menu.c loader/menu/keys.c common/text.c
test_edit := loader/menu/edit.c loader/menu/history.c loader/menu/keys.c
test_view := $(addprefix loader/menu/,canvas.c keys.c menu.c view.c) loader/term/glyph.c \
	common/text.c common/fmt.c tests/unit/host_heap.c
test_canvas := loader/menu/canvas.c loader/term/glyph.c tests/unit/host_heap.c
test_complete := loader/menu/complete.c $(test_edit) common/text.c common/fmt.c
test_glyph := loader/term/glyph.c

# The loader above its disks; what must not be reached without a password is doubled.
UNIT += test_lockout
test_lockout = tests/unit/fake_lockout.c tests/unit/no_files.c loader/main.c loader/mem/heap.c \
	$(filter-out %/complete.c %/config.c %/editor.c %/line.c,$(wildcard loader/menu/*.c)) \
	$(addprefix loader/command/,auth.c core.c entry.c env.c env_block.c time.c world.c) \
	$(wildcard loader/term/*.c loader/hash/*.c) common/crc32.c common/date.c \
	$(filter-out tests/unit/host_heap.c,$(SCRIPT_SOURCES))
