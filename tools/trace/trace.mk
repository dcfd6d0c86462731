# trace.mk - make trace: a boot as a picture, from the MBR to the shell (docs/tracing.md).

TRACE ?= $(B)/trace
TRACE_SECONDS := 300             # a few are enough; then it is given up

.PHONY: trace
# Nothing is written to the disk.  -icount, by which time is told, is TCG's.
trace: all                      ## boot build/disk.img and draw what it does, when: build/trace/boot.html
	$(Q)mkdir -p $(TRACE)
	$(Q)TRACE=$(TRACE) BUILD=$(B) QEMU="qemu-system-x86_64 -machine pc,accel=tcg -m $(MEMORY) \
	  -drive file=$(B)/disk.img,format=raw,if=ide,snapshot=on -serial file:$(TRACE)/serial" \
	  timeout $(TRACE_SECONDS) gdb -q -nx -batch -x tools/trace/start.py > $(TRACE)/gdb.log
	$(Q)$(PYTHON) -B tools/trace/draw.py $(TRACE)
	@ls $(TRACE)/boot.html $(TRACE)/boot.svg $(TRACE)/boot.json
