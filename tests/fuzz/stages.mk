FUZZ += fuzz_lzma
fuzz_lzma := decompress/lzma.c decompress/lzma_symbols.c
