# docs.mk - what docs/ shows is made here: the recorded boot, the pictures, the exercises.

.PHONY: record screenshots lab labs

record: $(B)/disk.img           ## one boot, recorded for docs/boot-process.md: build/record/
	$(Q)$(PYTHON) -B tools/record_boot.py $(B) $< docs/boot-process.md $(B)/record
	$(Q)wc -l $(B)/record/*.txt
