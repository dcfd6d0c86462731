# The kernel's memory management, in a RAM that is an array.
$(B)/asan/kernel/%.o $(B)/asan/tests/unit/test_kmm_%.o $(B)/asan/tests/unit/fake_ram.o: ASAN_CFLAGS += -Ikernel

KMM_PAGES := kernel/mm/page_alloc.c kernel/mm/page_init.c kernel/mm/slab.c kernel/mm/table.c tests/unit/fake_ram.c
KMM_VM    := $(KMM_PAGES) kernel/mm/shared.c kernel/mm/vm.c kernel/mm/vm_area.c kernel/mm/vm_fault.c kernel/mm/vm_fork.c

UNIT += test_kmm_page test_kmm_slab test_kmm_vm test_kmm_random test_kmm_fail test_kmm_stack
test_kmm_page   := $(KMM_VM)
test_kmm_slab   := $(KMM_VM)
test_kmm_vm     := $(KMM_VM)
test_kmm_random := $(KMM_VM)
test_kmm_fail   := $(KMM_VM)
test_kmm_stack  := $(KMM_VM) kernel/mm/stack.c
