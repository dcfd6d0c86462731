# soak.mk - many boots in a row, and one kernel for a long time.

.PHONY: soak soak-kernel
SOAK_BOOTS   ?= 1000
SOAK_SEED    ?= 1
SOAK_SECONDS ?= 3600

soak: $(TESTED_BUILD)           ## SOAK_BOOTS boots with random keys on random machines, SOAK_SEED says which
	$(Q)SOAK_BOOTS=$(SOAK_BOOTS) SOAK_SEED=$(SOAK_SEED) $(PYTEST) -n 0 -s tests/boot/test_soak.py

soak-kernel: $(TESTED_BUILD) $(TESTUSER)        ## our kernel for SOAK_SECONDS: commands, with random system calls beside them
	$(Q)SOAK_SECONDS=$(SOAK_SECONDS) SOAK_SEED=$(SOAK_SEED) $(PYTEST) -n 0 -s tests/boot/test_soak_kernel.py
