UNIT += test_menu test_view test_glyph
test_menu := loader/menu/menu.c loader/menu/edit.c common/text.c
test_view := loader/menu/view.c loader/menu/menu.c common/text.c common/fmt.c
test_glyph := loader/term/glyph.c
