FUZZ += fuzz_keys
fuzz_keys := $(wildcard loader/term/*.c) common/fmt.c common/text.c
