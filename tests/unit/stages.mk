UNIT += test_lzma test_checksum test_x86_filter test_core_image

test_lzma           := decompress/lzma.c common/lzma_symbols.c tests/unit/lzma_writer.c
test_lzma_LIBS      := -llzma
test_checksum       := decompress/checksum.c common/crc32.c
test_x86_filter     := decompress/x86_filter.c
test_core_image     := common/crc32.c decompress/lzma.c common/lzma_symbols.c decompress/x86_filter.c

# It looks at what fl-mkimage makes of the real stages.
$(B)/unit/test_core_image: | $(B)/fl-mkimage $(B)/stage2/diskboot.img $(B)/decompress/lzma_decompress.img
