# docs.mk - what docs/ shows is made here: the recorded boot, the pictures, the exercises.

.PHONY: record screenshots lab labs

record: $(B)/disk.img           ## one boot, recorded for docs/boot-process.md: build/record/
	$(Q)$(PYTHON) -B tools/record_boot.py $(B) $< docs/boot-process.md $(B)/record
	$(Q)wc -l $(B)/record/*.txt

# --- The exercises of docs/labs/.
LAB_NEEDS := $(B)/disk.img $(B)/vmlinuz $(B)/initramfs.cpio.gz $(B)/fl-emu
# A student's command may make core.img larger than the house allows itself, by 1 KiB.
lab: CORE_BUDGET := 50176

lab: $(LAB_NEEDS)               ## does FILE solve exercise N of docs/labs/?  make lab N=1 FILE=my.asm
	$(Q)test -n "$(N)" -a -n "$(FILE)" || { echo "make lab N=1 FILE=my.asm"; exit 1; }
	$(Q)BUILD=$(B) BOOT_TIMEOUT=$${BOOT_TIMEOUT:-20} $(PYTHON) -B tests/boot/labs.py $(N) $(FILE)

labs: $(LAB_NEEDS)              ## check the solution of each exercise
	$(Q)for n in 1 2 3 4 5 6 7 8; do \
	  BUILD=$(B) $(PYTHON) -B tests/boot/labs.py $$n docs/labs/solutions/$$n-* || exit 1; done

# --- The pictures of the README.
screenshots: $(B)/disk.img      ## make docs/img/menu.png and shell.png anew
	$(Q)BUILD=$(B) $(PYTHON) -B tests/boot/screenshots.py docs/img
	$(Q)ls -l docs/img
