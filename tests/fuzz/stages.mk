FUZZ += fuzz_lzma
fuzz_lzma := decompress/lzma.c decompress/x86_filter.c
