FUZZ += fuzz_bzimage
fuzz_bzimage := loader/boot/linux.c loader/boot/params.c loader/boot/placement.c loader/mem/memory_map.c \
	loader/base/error.c common/fmt.c common/text.c tests/unit/fake_files.c tests/unit/host_heap.c
