# kernel_fs.mk - the kernel's filesystems against images that other programs made.

KFSCAT_OBJECTS := $(patsubst %.c,$(B)/asan/%.o,tests/unit/kfscat.c $(KFS))
$(B)/asan/tests/unit/kfscat.o: ASAN_CFLAGS += -Ikernel

$(B)/kfscat: $(KFSCAT_OBJECTS)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^ -lcmocka

check-oracle: $(B)/kfscat
