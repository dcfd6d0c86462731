# loader.mk - the loader: build/loader/loader.elf to debug with, LOADER_BIN (stages.mk) to pack.

# In an order that packs well; from the ground up it would be a little more.
LOADER_DIRS := bios term mem disk base boot part fs menu command hash unpack script
LOADER_C    := $(call files,loader/*.c $(LOADER_DIRS:%=loader/%/*.c)) \
	$(addprefix common/,crc32.c date.c ext2_disk.c fmt.c str.c text.c uuid.c)
LOADER_ASM  := loader/entry.asm $(call files,loader/bios/*.asm)
LOADER_OBJ  := $(LOADER_ASM:%.asm=$(B)/loader/%.o) $(LOADER_C:%.c=$(B)/loader/%.o)

# The assembly passes and expects arguments in eax, edx, ecx.  min-pagesize: the BIOS's
# variables lie near address 0, which gcc takes for mistakes otherwise.
LOADER_CFLAGS := $(TARGET_CFLAGS) -Iloader -mregparm=3 --param=min-pagesize=0 \
	-ffunction-sections -fdata-sections

# What makes the packed loader smallest, measured by packing it: what counts is not only
# bytes but how much alike they are.  LTO is worth nothing on top.  With
# them gcc sees uninitialised variables where there are none; the host's builds of the
# same files warn as usual.
LOADER_CFLAGS += -Oz -mpreferred-stack-boundary=2 -mtune=pentium -fno-schedule-insns2 \
	-fno-tree-tail-merge -fno-code-hoisting -fno-shrink-wrap -fno-tree-dominator-opts \
	-fno-tree-sra -fno-thread-jumps -fno-caller-saves -Wno-maybe-uninitialized \
	-fomit-frame-pointer -fno-optimize-sibling-calls -fno-defer-pop -fno-if-conversion \
	-fno-ssa-phiopt -fno-inline-functions-called-once -fno-tree-slsr \
	-mstringop-strategy=libcall -malign-data=abi

# The loader calls nobody but itself, so the calling convention may be the one that packs
# best, too: the callee takes arguments off the stack, and keeps ecx.  What C calls in
# assembly does so.
LOADER_CFLAGS += -mrtd -fcall-saved-ecx

# What a boot that nobody watches does not call is packed behind all else, and unpacked when
# it is called for the first time (entry.asm).
$(B)/loader/start_code.ld: $(LOADER_OBJ) loader/rest.txt tools/rest.py
	$(Q)$(PYTHON) -B tools/rest.py loader/rest.txt $@ $(@:code.ld=data.ld) $(LOADER_OBJ)

$(B)/loader/loader.elf: $(LOADER_OBJ) loader/loader.ld $(B)/layout.ld $(B)/loader/start_code.ld
	$(call say,LD,$@)
	$(Q)$(CC) $(LOADER_CFLAGS) -nostdlib -static -no-pie -Wl,--gc-sections -Wl,--build-id=none \
	  -Wl,--no-warn-rwx-segments -Wl,-z,noexecstack -L$(B) -Wl,-T,loader/loader.ld -Wl,-Map,$(@:.elf=.map) \
	  -o $@ $(LOADER_OBJ)
	$(Q)eval $$(nm $@ | sed -nE 's/^(\S+) . (LOADER_START|LOADER_SIZE|bss_end)$$/\2=0x\1/p'); \
	  echo "         $@: $$((bss_end - LOADER_START)) bytes in memory, $$((LOADER_START + LOADER_SIZE - bss_end)) left"

# The image in two parts, what every boot runs and the rest; of both, what is 32-bit code.
$(LOADER_BIN): $(B)/loader/%.bin: $(B)/loader/loader.elf
	$(Q)objcopy -O binary -j .$* $< $@

$(B)/loader/%.o: %.asm $(GENERATED) loader/bios/gdt.inc
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(call nasm_there,elf32,$(B)/ loader/)

# Or gcc makes the loop in strlen() a call of strlen().
$(B)/loader/common/str.o: LOADER_CFLAGS += -fno-tree-loop-distribute-patterns

$(B)/loader/%.o: %.c loader/loader.mk rules.mk
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LOADER_CFLAGS) -MMD -MP -c -o $@ $<
