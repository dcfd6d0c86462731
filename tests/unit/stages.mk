UNIT += test_lzma test_checksum test_a20 test_decompress test_core_image

# The decoder's half that is by hand has absolute addresses.
HOST_LZMA           := decompress/lzma.c decompress/lzma_run.asm
HOST_LZMA_LIBS      := -no-pie -Wl,-z,noexecstack

test_lzma           := $(HOST_LZMA) tests/unit/lzma_writer.c
test_lzma_LIBS      := -llzma $(HOST_LZMA_LIBS)
test_checksum       := decompress/checksum.c common/crc32.c
test_decompress     := $(HOST_LZMA) decompress/checksum.c common/crc32.c tests/unit/lzma_writer.c
test_decompress_LIBS := $(HOST_LZMA_LIBS)
test_core_image     := $(HOST_LZMA) common/crc32.c tools/x86_split.c
test_core_image_LIBS := $(HOST_LZMA_LIBS)

# It looks at what fl-mkimage makes of the real stages.
$(B)/asan/tests/unit/test_core_image.o: ASAN_CFLAGS += -DBUILD='"$(B)"'
$(B)/unit/test_core_image: | $(B)/fl-mkimage $(B)/stage2/diskboot.img $(B)/decompress/lzma_decompress.img \
	$(B)/unit/join32
$(B)/unit/join32: tests/unit/join32.c $(B)/decompress/x86_join.o
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -m32 -no-pie -Wl,-z,noexecstack -O1 -D_GNU_SOURCE -I. -o $@ $^
