FUZZ += fuzz_lzma fuzz_core
fuzz_lzma := decompress/lzma.c decompress/lzma_symbols.c
fuzz_core := $(fuzz_lzma) decompress/checksum.c common/crc32.c
