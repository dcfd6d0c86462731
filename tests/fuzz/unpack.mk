FUZZ += fuzz_unpack fuzz_regex
fuzz_unpack := $(UNPACK_SOURCES) tests/fuzz/mutate_gzip.c
fuzz_unpack_FLAGS := -Dinflate=our_inflate
fuzz_unpack_LIBS  := -lz
fuzz_regex  := loader/command/regex.c common/text.c common/fmt.c loader/base/error.c
