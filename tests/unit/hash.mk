UNIT += test_hash test_regex
test_hash  := $(wildcard loader/hash/*.c) common/crc32.c common/text.c
test_regex := loader/command/regex.c common/text.c common/fmt.c loader/base/error.c

UNIT += test_unpack
UNPACK_SOURCES := $(wildcard loader/unpack/*.c) common/crc32.c loader/base/error.c \
	common/fmt.c common/text.c tests/unit/host_heap.c
test_unpack      := $(UNPACK_SOURCES)
test_unpack_LIBS := -lz
