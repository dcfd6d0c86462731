FUZZ += fuzz_script
fuzz_script := $(SCRIPT_C) tests/unit/fake_script.c
