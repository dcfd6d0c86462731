# Firstlight - every target a person types.  `make help` lists them.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

include rules.mk
include stages.mk
include loader/loader.mk
include kernel/kernel.mk
include tools/tools.mk
include disk.img.mk
include tests/tests.mk

.PHONY: all run check help clean deps debug inspect bochs
all: $(B)/boot.img $(B)/core.img $(B)/vmlinuz $(TOOLS) $(B)/disk.img docs/memory-map.md  ## build everything; build/disk.img boots

docs/memory-map.md: $(B)/gen_layout
	$(Q)$< md > $@

help:                           ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | expand -t 20

clean:                          ## remove build/
	$(Q)rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
