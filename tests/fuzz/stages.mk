FUZZ += fuzz_lzma fuzz_core
fuzz_lzma := $(HOST_LZMA)
fuzz_lzma_LIBS := $(HOST_LZMA_LIBS)
fuzz_core := $(HOST_LZMA) decompress/checksum.c common/crc32.c
fuzz_core_LIBS := $(HOST_LZMA_LIBS)
