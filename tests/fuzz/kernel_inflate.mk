FUZZ += fuzz_inflate
fuzz_inflate := kernel/fs/inflate.c kernel/fs/huffman.c kernel/fs/crc32_fast.c
fuzz_inflate_FLAGS := -Ikernel
fuzz_inflate_LIBS  := -lz
