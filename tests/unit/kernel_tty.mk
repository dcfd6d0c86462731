# The kernel's line discipline, its screen and its keyboard: pure, so without doubles.
$(B)/asan/tests/unit/test_kn_tty.o $(B)/asan/tests/unit/test_kvt.o $(B)/asan/tests/unit/test_kkeymap.o: ASAN_CFLAGS += -Ikernel

UNIT += test_kn_tty test_kvt test_kkeymap
test_kn_tty   := kernel/tty/n_tty.c kernel/tty/n_tty_output.c common/text.c
test_kvt      := kernel/tty/vt.c kernel/tty/vt_csi.c kernel/tty/vt_cells.c kernel/tty/vt_glyph.c \
	common/fmt.c common/text.c
test_kkeymap  := kernel/hw/keymap.c common/text.c
