FUZZ += fuzz_unpack
fuzz_unpack := $(UNPACK_SOURCES)
