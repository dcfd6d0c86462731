FUZZ += fuzz_inflate
fuzz_inflate := kernel/fs/inflate.c kernel/fs/huffman.c kernel/fs/crc32_fast.c
$(B)/fuzz/fuzz_inflate: FUZZ_CFLAGS += -Ikernel
fuzz_inflate_LIBS := -lz
