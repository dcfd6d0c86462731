; bios_int.asm - run one BIOS call: protected mode, real mode, `int`, and back.
;
; The code is in .text16, which loader.ld puts at LOADER_START: the 16-bit half runs
; with cs = LOADER_START / 16, in protected mode through the descriptor CODE16_LOADER.

%include "layout.inc"
%include "offsets.inc"
%include "bios/gdt.inc"

REAL_TOP	equ REAL_STACK_START + REAL_STACK_SIZE
FRAME		equ REAL_TOP - REGS_SIZE	; struct bios_regs on the real stack
IO_DELAY	equ 80h				; a write here takes about 1 us
WRAP		equ 100000h			; what A20 makes a difference of
POLLS		equ 0ffffh

%define OFF16(label) ((label) - LOADER_START)

	extern gdt_pointer, idt_pointer, a20_stuck
	global bios_int, bios_run

	section .text16 progbits alloc exec write align=16
	bits 32

; bios_int - run an interrupt in real mode (bios.h).
;   in   al = vector, edx = struct bios_regs
;   eats flags; whatever the BIOS eats is restored or in the struct
; bios_run - the same with any two bytes of code.
;   in   ax = code, edx = struct bios_regs
bios_int:
	mov ah, al
	mov al, 0cdh
bios_run:
	mov [instruction], ax		; far jumps below: no stale prefetch
	pushad
	mov [prot_esp], esp
	mov esi, edx
	mov edi, FRAME
	mov esp, edi
	mov ecx, REGS_SIZE / 4
	rep movsd
	lidt [real_idt]
	jmp CODE16_LOADER:OFF16(leave_protected)

	bits 16
leave_protected:
	mov ax, DATA16			; real mode keeps limits: make them 64 KiB
	mov ds, ax
	mov es, ax
	mov fs, ax
	mov gs, ax
	mov ss, ax
	mov eax, cr0
	and al, 0feh
	mov cr0, eax
	jmp dword LOADER_START / 16:OFF16(.real)	; dword: a 16-bit relocation cannot subtract
.real:	xor ax, ax
	mov fs, ax
	mov gs, ax
	mov ss, ax
	popad
	pop ds
	pop es
	popfd
instruction:
	int 0				; patched
	mov esp, REAL_TOP		; some calls leave words behind; flags stay
	pushfd
	cli
	cld
	push es
	push ds
	pushad
	o32 lgdt [cs:dword OFF16(gdt_pointer)]	; BIOSes with 32-bit parts load their own
	mov eax, cr0
	or al, 1
	mov cr0, eax
	jmp dword CODE32:.protected

	bits 32
.protected:
	mov eax, DATA32
	mov ds, eax
	mov es, eax
	mov fs, eax
	mov gs, eax
	mov ss, eax
	mov esp, [prot_esp]
	lidt [idt_pointer]
	mov edi, [esp + 20]		; edx of pushad
	mov esi, FRAME
	mov ecx, REGS_SIZE / 4
	rep movsd
	call a20_is_on			; some calls come back with A20 off
	jne .done
	call a20_enable
.done:	popad
	ret

; a20_is_on - if not, a word and the word 1 MiB above it are one; two words that happen
; to be equal are told apart by changing ours.
;   out  ZF clear = A20 is on
;   eats eax
a20_is_on:
	mov eax, [probe]
	cmp eax, [probe + WRAP]
	jne .done
	inc eax
	mov [probe], eax
	cmp eax, [probe + WRAP]
.done:	ret

; a20_enable - port 92h, then the keyboard controller; says so when neither helps.
;   eats eax, ecx, edx
a20_enable:
	in al, 92h
	or al, 2
	and al, 0feh			; bit 0 would reset the machine
	out 92h, al
	call .wait
	jne .done
	mov al, 0d1h			; write the controller's output port
	call .command
	mov al, 0dfh			; with A20 on and everything else quiet
	call .data
	call .wait
	je a20_stuck
.done:	ret

; Up to POLLS us for A20 to come on; ZF clear = it is.
.wait:	mov ecx, POLLS
.poll:	call a20_is_on
	jne .done
	out IO_DELAY, al
	loop .poll
	xor eax, eax
	ret

; Send al to the controller when its input buffer is free, POLLS us at most.
.data:	mov edx, 60h
	jmp .send
.command:
	mov edx, 64h
.send:	mov ecx, POLLS
	mov ah, al
.busy:	in al, 64h
	test al, 2
	loopnz .busy
	mov al, ah
	out dx, al
	ret

	align 4
probe:	dd 0
prot_esp:
	dd 0
real_idt:
	dw 3ffh
	dd 0
