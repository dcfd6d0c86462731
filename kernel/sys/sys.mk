# sys.mk - the system call tables and numbers, from the .tbl files.

SYS_TBL := kernel/sys/syscall_64.tbl kernel/sys/syscall_32.tbl
KERNEL_MORE_C += $(B)/kernel/syscall_tables.c

$(B)/kernel/syscall_tables.c: kernel/sys/gen_tables.py $(SYS_TBL)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) $< tables $(SYS_TBL) > $@

$(B)/kernel/syscall_numbers.h: kernel/sys/gen_tables.py $(SYS_TBL)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) $< numbers $(SYS_TBL) > $@
