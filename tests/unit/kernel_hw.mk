# The kernel's reader of ACPI tables: test_kacpi.c includes it, with ports of its own.
$(B)/asan/tests/unit/test_kacpi.o: ASAN_CFLAGS += -Ikernel

UNIT += test_kacpi
test_kacpi := common/text.c
