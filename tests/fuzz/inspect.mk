FUZZ += fuzz_inspect
fuzz_inspect      := $(INSPECT_C) tests/unit/host_heap.c
fuzz_inspect_LIBS := $(INSPECT_LIBS)

.PHONY: inspect-seeds
inspect-seeds: all              ## make the seeds of fuzz_inspect again
	$(Q)PATH=$$PATH:/usr/sbin:/sbin $(PYTHON) -B tests/fuzz/inspect_seeds.py $(B) tests/corpus/fuzz_inspect
