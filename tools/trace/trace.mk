# trace.mk - make trace: a boot as a picture, from the MBR to the shell (docs/tracing.md).

TRACE      ?= $(B)/trace
# Another disk must have this build on it, too.
TRACE_DISK ?= $(B)/disk.img
TRACE_SECONDS := 300             # a few are enough; then it is given up

.PHONY: trace
# Nothing is written to the disk.  -icount, by which time is told, is TCG's.
trace: all                      ## boot TRACE_DISK and draw what it does, when: build/trace/boot.html
	$(Q)mkdir -p $(TRACE) && rm -f $(TRACE)/boot.*
	$(Q)TRACE=$(TRACE) BUILD=$(B) QEMU="qemu-system-x86_64 -machine pc,accel=tcg -m $(MEMORY) \
	  -drive file=$(TRACE_DISK),format=raw,if=ide,snapshot=on -serial file:$(TRACE)/serial" \
	  timeout -k 10 $(TRACE_SECONDS) gdb -q -nx -batch -x tools/trace/start.py > $(TRACE)/gdb.log || \
	  { echo "no shell came; see $(TRACE)/serial and gdb.log"; exit 1; }
	$(Q)$(PYTHON) -B tools/trace/draw.py $(TRACE)
	@ls $(TRACE)/boot.html $(TRACE)/boot.svg $(TRACE)/boot.json
