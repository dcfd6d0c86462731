; handoff.asm - the last thing the loader does: copy, set registers, jump (handoff.h).
;
; The code copies itself and its struct to LAST_STEP, because the moves may overwrite
; the loader and its stack.  From there on it uses registers and no stack.

%include "layout.inc"
%include "offsets.inc"
%include "bios/gdt.inc"

REAL_TOP	equ REAL_STACK_START + REAL_STACK_SIZE

; A label of the copy.
%define HERE(label) (LAST_STEP_START + (label) - last_step)

	global bios_handoff, gdt_pointer

; In .text16, because bios_int.asm reads gdt_pointer from real mode.
	section .text16 progbits alloc exec write align=16
	bits 32

; bios_handoff - does not come back.
;   in   eax = struct handoff
bios_handoff:
	mov esi, last_step
	mov edi, LAST_STEP_START
	push edi
	mov ecx, (parameters - last_step) / 4
	rep movsd
	mov esi, eax
	mov ecx, HANDOFF_STRUCT_SIZE / 4
	rep movsd
	ret				; to LAST_STEP_START

	align 16
last_step:
	lgdt [HERE(new_gdt_pointer)]
	mov edx, HERE(parameters + HANDOFF_move)
	mov ebx, HANDOFF_MOVES
.move:	mov edi, [edx + MOVE_to]
	mov esi, [edx + MOVE_from]
	mov ecx, [edx + MOVE_size]
	mov eax, ecx
	shr ecx, 2
	rep movsd
	mov ecx, eax
	and ecx, 3
	rep movsb
	add edx, MOVE_SIZE
	dec ebx
	jnz .move

	mov esp, REAL_TOP
	xor edi, edi
	xor ebp, ebp
	xor edx, edx
	xor eax, eax			; ebx is 0 after the moves
	mov esi, [HERE(parameters + HANDOFF_esi)]
	cmp byte [HERE(parameters + HANDOFF_real_mode)], 0
	jne .leave
	jmp [HERE(parameters + HANDOFF_entry)]

.leave:	lidt [HERE(real_idt)]
	jmp CODE16:HERE(leave_protected)

	bits 16
leave_protected:
	mov cx, DATA16
	mov ds, cx
	mov es, cx
	mov fs, cx
	mov gs, cx
	mov ss, cx
	mov ecx, cr0
	and cl, 0feh
	mov cr0, ecx
	jmp 0:HERE(.real)
.real:	mov cx, [cs:HERE(parameters + HANDOFF_segment)]
	mov ds, cx
	mov es, cx
	mov fs, cx
	mov gs, cx
	mov ss, cx
	movzx esp, word [cs:HERE(parameters + HANDOFF_sp)]
	xor ecx, ecx
	jmp far [cs:HERE(parameters + HANDOFF_ip)]

; The one GDT of the loader.  It lies in the part that is copied, because Linux's
; 32-bit entry may still use it when the loader is gone.
	align 8
gdt:	dq 0
	dq 00009a000000ffffh		; CODE16
	dq 00cf9a000000ffffh		; CODE32
	dq 00cf92000000ffffh		; DATA32
	dq 000092000000ffffh		; DATA16
	dw 0ffffh, LOADER_START & 0ffffh, 9a00h | LOADER_START >> 16, 0	; CODE16_LOADER
gdt_end:
new_gdt_pointer:
	dw gdt_end - gdt - 1
	dd HERE(gdt)
real_idt:
	dw 3ffh
	dd 0
	align 4
parameters:				; in the copy: the struct handoff

gdt_pointer:
	dw gdt_end - gdt - 1
	dd gdt
