# tools.mk - fuzz targets of what the host's programs read.

FUZZ += fuzz_install fuzz_mkconfig
fuzz_install := tools/core_parts.c $(addprefix tools/install/,backup.c file_io.c home.c place.c) loader/part/gpt.c loader/part/partitions.c \
	loader/part/mbr.c loader/disk/blockdev.c loader/base/error.c common/crc32.c common/fmt.c tests/unit/host_heap.c \
	tests/fuzz/mutate_gpt.c
fuzz_install_LIBS := -lblkid
fuzz_mkconfig := tools/mkconfig/settings.c tools/mkconfig/write.c common/text.c
