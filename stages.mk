# stages.mk - boot.img, diskboot.img, lzma_decompress.img, and core.img made of them.

# The three together; what a stage of its own may take is in its source.
STAGES_BUDGET := 4096
CORE_BUDGET   := 49152

STAGE_INC := $(wildcard stage1/*.inc decompress/*.inc) $(GENERATED) stages.mk rules.mk

# As small as it gets.
STAGE_CFLAGS := $(TARGET_CFLAGS) -Oz -mregparm=3 -fomit-frame-pointer \
	-falign-functions=1 -falign-jumps=1 -falign-loops=1 -malign-data=abi \
	-mpreferred-stack-boundary=2 -fno-ivopts -fno-move-loop-invariants -mtune=i386
STAGES := $(B)/boot.img $(B)/stage2/diskboot.img $(B)/decompress/lzma_decompress.img

$(B)/stage1/%.o: stage1/%.asm $(STAGE_INC)
	$(stage_nasm)
$(B)/stage2/%.o: stage2/%.asm $(STAGE_INC)
	$(stage_nasm)
$(B)/decompress/%.o: decompress/%.asm $(STAGE_INC)
	$(stage_nasm)
# In the source's folder, because nasm takes that for what its debug info is relative to.
define stage_nasm
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(Q)cd $(<D) && $(NASM) -f elf32 -g -F dwarf -Werror -I"$(abspath $(B))/" -I../stage1/ \
	  -l "$(abspath $(@:.o=.lst))" -o "$(abspath $@)" $(<F)
endef

$(B)/decompress/%.o: decompress/%.c stages.mk rules.mk
	$(stage_cc)
$(B)/decompress/%.o: common/%.c stages.mk rules.mk
	$(stage_cc)
define stage_cc
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(STAGE_CFLAGS) -MMD -MP -c -o $@ $<
endef

$(B)/stage1/boot.elf: stage1/boot.ld $(B)/stage1/boot.o
$(B)/stage2/diskboot.elf: stage2/diskboot.ld $(B)/stage2/diskboot.o
$(B)/decompress/decompress.elf: decompress/decompress.ld \
	$(addprefix $(B)/decompress/,entry.o a20.o checksum.o lzma.o lzma_run.o unpack.o x86_join.o)
$(B)/stage1/boot.elf $(B)/stage2/diskboot.elf $(B)/decompress/decompress.elf: $(B)/layout.ld
	$(call say,LD,$@)
	$(Q)ld -m elf_i386 -L$(B) -nostdlib -z noexecstack --no-warn-rwx-segments --orphan-handling=place \
	  -T $(filter-out $(B)/layout.ld,$(filter %.ld,$^)) -o $@ $(filter %.o,$^)

$(B)/boot.img: $(B)/stage1/boot.elf
	$(stage_image)
$(B)/stage2/diskboot.img: $(B)/stage2/diskboot.elf
	$(stage_image)
$(B)/decompress/lzma_decompress.img: $(B)/decompress/decompress.elf
	$(stage_image)
define stage_image
	$(Q)objcopy -O binary -j .text $< $@
	$(Q)chmod -x $@
	$(Q)set -- $$(nm $< | awk '/ (code|budget)_end$$/ { print "0x" $$1 }' | sort); \
	  echo "         $@: $$(($$2 - $$1)) bytes left"
endef

# What loader.mk makes.
LOADER_BIN := $(addprefix $(B)/loader/,start.bin start_code.bin rest.bin rest_code.bin)
$(B)/core.img: $(B)/fl-mkimage $(STAGES) $(LOADER_BIN) stages.mk
	$(call say,CORE,$@)
	$(Q)stat -c '%s' $(STAGES) | awk '{ n += $$1 } END { \
	  printf "         the three stages: %d bytes, %d left of $(STAGES_BUDGET)\n", n, $(STAGES_BUDGET) - n; \
	  exit n > $(STAGES_BUDGET) }'
	$(Q)$(B)/fl-mkimage -o $@ --diskboot $(B)/stage2/diskboot.img \
	  --decompress $(B)/decompress/lzma_decompress.img \
	  --loader $(B)/loader/start.bin --code $(B)/loader/start_code.bin \
	  --rest $(B)/loader/rest.bin --rest-code $(B)/loader/rest_code.bin > $@.log
	$(call bytes_left,$(CORE_BUDGET))
