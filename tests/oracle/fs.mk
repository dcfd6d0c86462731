# fs.mk - the loader's filesystems against images that mke2fs, mkfs.vfat and mtools made.

FS_SOURCES := $(wildcard $(addprefix loader/,hash/*.c unpack/*.c disk/*.c part/*.c fs/*.c)) \
	loader/base/error.c \
	$(addprefix common/,date.c ext2_disk.c fmt.c text.c crc32.c uuid.c)
FSCAT_OBJECTS := $(patsubst %.c,%.o,tests/unit/fscat.c tests/unit/host_heap.c $(FS_SOURCES))

$(B)/fscat: $(addprefix $(B)/asan/,$(FSCAT_OBJECTS))
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^

check-oracle: $(B)/fscat $(B)/asan/fl-emu        ## our decoders and readers against other programs
	$(Q)$(PYTEST) tests/oracle
