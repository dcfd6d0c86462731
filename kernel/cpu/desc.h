/* desc.h - GDT, TSS and IDT. */
#ifndef CPU_DESC_H
#define CPU_DESC_H

#include "cpu/regs.h"

/* What entry_SYSCALL_64 finds through GS between its two swapgs. */
struct cpu_local {
	u64 user_sp;
	u64 kernel_sp;                  /* the current task's, where its registers go */
};
extern struct cpu_local cpu_local;

/* Interrupt stack table slots: faults that must not trust the stack they find. */
enum { IST_NONE, IST_DOUBLE_FAULT, IST_NMI };

enum {
	VECTOR_DE = 0, VECTOR_DB, VECTOR_NMI, VECTOR_BP, VECTOR_OF, VECTOR_BR, VECTOR_UD,
	VECTOR_NM, VECTOR_DF, VECTOR_TS = 10, VECTOR_NP, VECTOR_SS, VECTOR_GP, VECTOR_PF,
	VECTOR_MF = 16, VECTOR_AC, VECTOR_MC, VECTOR_XM, EXCEPTIONS = 32,
	IRQ_VECTOR = 0x20, IRQS = 16,
	IA32_SYSCALL_VECTOR = 0x80,
};

void gdt_init(void);                    /* GDT and TSS into the CPU; no TLS, no LDT */
/* The stack of the task that runs from now on. */
void cpu_set_kernel_sp(u64 sp);
/* The GDT's three slots of set_thread_area. */
void gdt_load_tls(const u64 tls[TLS_ENTRIES]);

/* Gates, with interrupts off behind them; a program may only reach system gates. */
void set_intr_gate(unsigned vector, void (*entry)(void), unsigned ist);
void set_system_intr_gate(unsigned vector, void (*entry)(void));
void idt_load(void);

#endif
