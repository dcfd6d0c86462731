FUZZ += fuzz_lzma
fuzz_lzma := decompress/lzma.c common/lzma_symbols.c
