FUZZ += fuzz_lzma
fuzz_lzma := decompress/lzma.c decompress/lzma_run.asm
fuzz_lzma_LIBS := -no-pie -Wl,-z,noexecstack
