# rules.mk - compilers, flags and the rules every part of the build shares.

B      := build
V      ?= 0
Q      := $(if $(filter 1,$(V)),,@)
# What programs say is read by others, so it is in English; and nobody's bytecode is kept.
export LC_ALL := C.UTF-8
export PYTHONDONTWRITEBYTECODE := 1
# $(1): patterns.  In the order of the bytes: what wildcard alone does is the language's.
files   = $(foreach p,$(1),$(sort $(wildcard $(p))))
say     = @printf '  %-6s %s\n' $(1) $(2)
# $(1): the bytes that $@ may have.
bytes_left = $(Q)stat -c %s $@ | awk '{ printf "         $@: %d bytes, %d left of $(1)\n", $$1, $(1) - $$1; \
	exit $$1 > $(1) }'
NASM   := nasm
CLANG  := clang
PYTHON := /usr/bin/python3

# In the source's folder, because nasm takes that for what its debug info is relative to: the
# format, and the folders to include from.
nasm_there = $(Q)cd $(<D) && $(NASM) -f $(1) -g -F dwarf -Werror $(foreach d,$(2),-I"$(abspath $(d))/") \
	-o "$(abspath $@)" $(<F)

WARN := -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Werror

# Freestanding 32-bit code: decompressor and loader.  i486 because that is the oldest
# CPU we boot on; no SSE, no x87, no libc.
TARGET_CFLAGS := -m32 -march=i486 -mtune=generic -std=gnu11 -Os -g -ffreestanding -fno-pic -fno-pie \
	-fno-stack-protector -fno-asynchronous-unwind-tables -mno-sse -mno-mmx -mno-80387 -msoft-float \
	-fcf-protection=none -fno-strict-aliasing -Wframe-larger-than=1024 $(WARN) -I.

# The same sources on the host: tools, and tests with sanitizers.
HOST_CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE $(WARN) -I. -Iloader
SANITIZE    := -fsanitize=address,undefined -fno-sanitize-recover=all
ASAN_CFLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE $(WARN) -I. -Iloader -Itests/unit -fno-omit-frame-pointer $(SANITIZE)

$(B)/host/%.o: %.c rules.mk
	$(call say,HOSTCC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

# Assembly that is for 64 bits, too.
$(B)/host/%.o: %.asm $(B)/offsets.inc
	$(call say,NASM64,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(NASM) -f elf64 -Werror -I$(B)/ -I$(<D)/ -o $@ $<

$(B)/asan/%.o: %.c rules.mk
	$(call say,ASAN,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ASAN_CFLAGS) -MMD -MP -c -o $@ $<

# An address or an offset is written once, in C, and generated for the others.
$(B)/gen_layout: $(B)/host/tools/gen_layout.o
	$(Q)$(CC) -o $@ $^
$(B)/gen_offsets: $(B)/host/tools/gen_offsets.o
	$(Q)$(CC) -o $@ $^
$(B)/layout.inc: $(B)/gen_layout
	$(Q)$< nasm > $@
$(B)/layout.ld: $(B)/gen_layout
	$(Q)$< ld > $@
$(B)/offsets.inc: $(B)/gen_offsets
	$(Q)$< > $@

GENERATED := $(B)/layout.inc $(B)/layout.ld $(B)/offsets.inc
