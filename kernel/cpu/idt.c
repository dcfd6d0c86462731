/* idt.c - vectors to entries. */
#include "cpu/desc.h"

enum { GATE_INTERRUPT = 0x8e00, GATE_USER = 0x6000, GATES = 256 };

/* Intel SDM volume 3, 6.14.1. */
struct gate { u16 offset_low, selector, type, offset_middle; u32 offset_high, reserved; };
_Static_assert(sizeof(struct gate) == 16, "as the CPU reads it");

static _Alignas(16) struct gate idt[GATES];

static void set_gate(unsigned vector, void (*entry)(void), u16 type)
{
	u64 at = (u64)entry;

	idt[vector] = (struct gate){
		.offset_low = (u16)at, .offset_middle = (u16)(at >> 16),
		.offset_high = (u32)(at >> 32), .selector = KERNEL_CS, .type = type,
	};
}

void set_intr_gate(unsigned vector, void (*entry)(void), unsigned ist)
{
	set_gate(vector, entry, (u16)(GATE_INTERRUPT | ist));
}

void set_system_intr_gate(unsigned vector, void (*entry)(void))
{
	set_gate(vector, entry, GATE_INTERRUPT | GATE_USER);
}

void idt_load(void)
{
	struct __attribute__((packed)) {
		u16 limit;
		u64 base;
	} pointer = { sizeof idt - 1, (u64)idt };

	__asm__ volatile("lidt %0" : : "m"(pointer));
}
