UNIT += test_menu test_edit test_view test_complete test_glyph
test_menu := loader/menu/menu.c loader/menu/keys.c common/text.c
test_edit := loader/menu/edit.c loader/menu/history.c loader/menu/keys.c
test_view := $(addprefix loader/menu/,canvas.c keys.c menu.c view.c) loader/term/glyph.c \
	common/text.c common/fmt.c tests/unit/host_heap.c
test_complete := loader/menu/complete.c $(test_edit) common/text.c common/fmt.c
test_glyph := loader/term/glyph.c
