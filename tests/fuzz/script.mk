FUZZ += fuzz_script fuzz_loader_script
fuzz_script := $(SCRIPT_C) tests/unit/fake_script.c

# The whole loader, with a heap, a machine and a disk of the target's own.
fuzz_loader_script := $(filter-out loader/mem/heap.c loader/main.c tools/%,$(EMU_C))
FUZZ_DISK := $(B)/fuzz/loader.img
fuzz_loader_script_FLAGS := -Wno-format-security -DFUZZ_DISK='"$(FUZZ_DISK)"'
$(B)/fuzz/fuzz_loader_script: $(FUZZ_DISK)
$(FUZZ_DISK): tests/fuzz/make_loader_disk.py tests/boot/images.py
	$(Q)mkdir -p $(@D)
	$(Q)PATH=$$PATH:/usr/sbin:/sbin $(PYTHON) -B $< $@

# Scripts that are there anyway are the first inputs, words of the language are put in.
FUZZ_MORE_fuzz_loader_script := -dict=tests/fuzz/script.dict tests/oracle/script tests/boot/configs tests/corpus/fuzz_script
FUZZ_MORE_fuzz_script := -dict=tests/fuzz/script.dict tests/oracle/script tests/boot/configs
