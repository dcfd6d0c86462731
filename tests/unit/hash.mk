UNIT += test_hash
test_hash  := $(wildcard loader/hash/*.c) common/crc32.c common/text.c
