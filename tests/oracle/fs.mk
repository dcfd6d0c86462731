# fs.mk - the loader's filesystems against images that mke2fs, mkfs.vfat and mtools made.

FS_SOURCES := $(wildcard loader/hash/*.c loader/unpack/*.c loader/disk/*.c loader/part/*.c loader/fs/*.c) loader/base/error.c \
	common/fmt.c common/text.c common/lzma_symbols.c common/crc32.c common/uuid.c
FSCAT_OBJECTS := $(patsubst %.c,%.o,tests/unit/fscat.c tests/unit/host_heap.c $(FS_SOURCES))

$(B)/fscat: $(addprefix $(B)/asan/,$(FSCAT_OBJECTS))
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^

check-oracle: $(B)/fscat        ## our decoders and readers against other programs
	$(Q)$(PYTEST) tests/oracle
