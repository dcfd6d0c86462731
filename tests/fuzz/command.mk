FUZZ += fuzz_grubenv fuzz_bls fuzz_rpm
fuzz_grubenv := loader/command/env_block.c common/text.c
fuzz_bls     := tests/unit/no_files.c $(addprefix loader/command/,blscfg.c entry.c rpm_compare.c world.c) $(SCRIPT_C)
fuzz_rpm     := $(test_rpm_compare)
