# fs.mk - fuzz targets of loader/part/ and loader/fs/.

FUZZ += fuzz_ext2 fuzz_fat fuzz_part
FUZZ_FS   := tests/unit/memdev.c tests/unit/host_heap.c $(FS_SOURCES)
fuzz_ext2 := $(FUZZ_FS)
fuzz_fat  := $(FUZZ_FS)
fuzz_part := $(FUZZ_FS) tests/fuzz/mutate_gpt.c

.PHONY: fs-seeds
fs-seeds:                       ## make the seeds of the filesystem and partition fuzz targets again
	$(Q)PATH=$$PATH:/usr/sbin:/sbin $(PYTHON) -B tests/fuzz/make_fs_seeds.py tests/corpus

.PHONY: seeds
seeds: $(B)/fl-mkimage $(B)/fl-install $(B)/core.img $(B)/boot.img      ## make the seeds of the other fuzz targets again
	$(Q)PATH=$$PATH:/usr/sbin:/sbin $(PYTHON) -B tests/fuzz/make_seeds.py $(B) tests/corpus
