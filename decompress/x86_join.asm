; x86_join.asm - the loader's code, put together from the streams that x86_join.h describes.
;
; In      eax = struct split_part; split_kinds at SPLIT_START, direction flag clear
; Out     the part in its place
; Eats    eax, ecx, edx

%include "layout.inc"
%include "offsets.inc"

	bits 32
	cpu 486

section .text align=1
global x86_join
x86_join:
	push ebx
	push esi
	push edi
	push ebp
	mov ebx, SPLIT_START				; bh: the page
	lea ebp, [eax + SPLIT_PART_stream]		; [ebp + 4 * stream]
	mov esi, [ebp + 4 * SPLIT_CODE]
	mov edi, [eax + SPLIT_PART_to]
	push dword [eax + SPLIT_PART_end]
	mov ecx, [eax + SPLIT_PART_plain_bytes]
	rep movsb			; leaves cl = 0: where the last jump went, its low byte
	xor eax, eax			; only al is written, or what is is cleared
instruction:
	mov bh, SPLIT_AGAIN | SPLIT_OPCODE
.opcode:
	lodsb
	stosb
	xlatb
	test al, al
	js .again
	jz .next
	mov ch, al			; the opcode's kind
	shr al, SPLIT_PAGE
	jz .operand
	or al, SPLIT_AGAIN
.modrm:
	mov bh, al
	lodsb
	stosb
	xlatb
	test al, al
	js .modrm
	jz .operand
	test al, SPLIT_ALONE
	jnz .alone
	cmp al, SPLIT_OFFSET
	jne .address
.offset:
	xchg esi, [ebp + 4 * SPLIT_OFFSET]
	movsb
	xchg esi, [ebp + 4 * SPLIT_OFFSET]
.operand:
	mov al, ch
	and al, SPLIT_OPERAND
	jz .next
	cmp al, SPLIT_HALF
	jae .wide
	xchg esi, [ebp + 4 * eax]
	movsb
	xchg esi, [ebp + 4 * eax]
	cmp al, SPLIT_JUMP
	je .jump
.next:
	cmp edi, [esp]
	jb instruction
	pop eax
	pop ebp
	pop edi
	pop esi
	pop ebx
	ret

.again:
	mov bh, al
	jmp .opcode

.alone:
	mov ch, 0
	and al, SPLIT_OPERAND
	jz .next
	cmp al, SPLIT_OFFSET
	je .offset
.address:
	call word_operand
	jmp .operand

.wide:
	je .half
	call word_operand
	cmp al, SPLIT_CALL
	jne .next
	sub [edi - 4], edi
	jmp .next

.half:
	xchg esi, [ebp + 4 * SPLIT_HALF]
	movsw
	xchg esi, [ebp + 4 * SPLIT_HALF]
	jmp .next

.jump:
	mov eax, edi			; al: from where the jump counts
	sub cl, al			; as far as to where the last one went
	mov ah, [edi - 1]
	test ah, ah
	jz .swap
	cmp ah, cl
	jne .far
.swap:
	xor ah, cl
	mov [edi - 1], ah
.far:
	add al, ah
	mov cl, al
	xor eax, eax
	jmp .next

; word_operand - copy 32 bits.
;   In   eax = stream
;   Eats edx
word_operand:
	mov edx, [ebp + 4 * eax]
	add dword [ebp + 4 * eax], 4
	mov edx, [edx]
	bswap edx
	mov [edi], edx
	add edi, 4
	ret
