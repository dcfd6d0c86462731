; start.asm - a boot loader that starts vmlinuz by its 32-bit or its 64-bit entry, wherever
; it likes: for test_entry.py.
;
; In      started as a Multiboot kernel (QEMU's -kernel); module 1 is vmlinuz, module 2 an
;         initrd, the command line is the kernel's
; Does    copies the kernel to LOAD, makes boot_params as the Linux boot protocol has them and
;         jumps; with -DENTRY=64 in long mode, with page tables that map 4 GiB one to one, of
;         4 levels or (-DLEVELS=5) 5
; Promises the entry no more than the protocol does: no stack, all other registers are noise

%ifndef ENTRY
%define ENTRY 64
%endif
%ifndef LEVELS
%define LEVELS 4
%endif
%ifndef LOAD
%define LOAD 2345000h			; a page, and nothing more round than that
%endif

BASE		equ 200000h
PARAMS		equ 90000h		; boot_params, and what else lies below 640 KiB
COMMAND_LINE	equ 91000h
TABLES		equ 70000h		; PML4, PDPT, 4 directories, PML5
NOISE		equ 0deadbeefh

; boot_params and its setup header
E820_ENTRIES	equ 1e8h
HEADER		equ 1f1h
E820_TABLE	equ 2d0h
LOADER_TYPE	equ 210h
CODE32_START	equ 214h
RAMDISK		equ 218h
RAMDISK_SIZE	equ 21ch
CMD_LINE_PTR	equ 228h

	bits 32
	org BASE
multiboot:
	dd 1badb002h, 10003h, -(1badb002h + 10003h)	; page-aligned modules, memory map, addresses
	dd multiboot, BASE, file_end, image_end, start

start:	cli
	cld
	mov ebp, ebx			; Multiboot's information
	mov esp, own_stack

	; boot_params: zeros, and the setup header of the file.
	mov edi, PARAMS
	xor eax, eax
	mov ecx, 1000h / 4
	rep stosd
	mov ebx, [ebp + 24]		; modules: start, end, string, 0
	mov esi, [ebx]
	movzx ecx, byte [esi + 201h]	; the header ends that far behind 202h
	add ecx, 202h - HEADER
	lea edi, [PARAMS + HEADER]
	push esi
	add esi, HEADER
	rep movsb
	pop esi
	mov byte [PARAMS + LOADER_TYPE], 0ffh
	mov dword [PARAMS + CODE32_START], LOAD
	mov eax, [ebx + 16]
	mov [PARAMS + RAMDISK], eax
	mov edx, [ebx + 20]
	sub edx, eax
	mov [PARAMS + RAMDISK_SIZE], edx
	mov dword [PARAMS + CMD_LINE_PTR], COMMAND_LINE

	; The kernel itself is what stands behind the setup sectors.
	movzx eax, byte [esi + HEADER]
	inc eax
	shl eax, 9
	mov ecx, [ebx + 4]
	sub ecx, esi
	sub ecx, eax
	add esi, eax
	mov edi, LOAD
	rep movsb

	; The command line without its first word, which is this program's name.
	mov esi, [ebp + 16]
.word:	lodsb
	cmp al, ' '
	ja .word
	mov edi, COMMAND_LINE
.copy:	lodsb
	stosb
	test al, al
	jnz .copy

	; The memory map: size of the rest, start, length, type.
	mov esi, [ebp + 48]
	mov edx, esi
	add edx, [ebp + 44]
	mov edi, PARAMS + E820_TABLE
.range:	cmp esi, edx
	jae .ranges
	mov ebx, [esi]
	add esi, 4
	push esi
	mov ecx, 20
	rep movsb
	pop esi
	add esi, ebx
	inc byte [PARAMS + E820_ENTRIES]
	jmp .range
.ranges:
	lgdt [gdt_pointer]

%if ENTRY == 32
	jmp 10h:.segments
.segments:
	mov eax, 18h
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov esi, PARAMS
	mov eax, NOISE
	mov ecx, eax
	mov edx, eax
	mov ebx, 0			; these three are promised to be 0
	mov edi, 0
	mov ebp, 0
	mov esp, NOISE
	jmp 10h:LOAD
%else
	; Page tables: 4 GiB in pages of 2 MiB.
	mov edi, TABLES
	xor eax, eax
	mov ecx, 7 * 1000h / 4
	rep stosd
	mov dword [TABLES], TABLES + 1003h
	mov dword [TABLES + 6000h], TABLES + 3
	mov edi, TABLES + 1000h
	mov eax, TABLES + 2003h
	mov ecx, 4
.pdpt:	mov [edi], eax
	add edi, 8
	add eax, 1000h
	loop .pdpt
	mov edi, TABLES + 2000h
	mov eax, 83h
	mov ecx, 4 * 512
.pd:	mov [edi], eax
	add edi, 8
	add eax, 200000h
	loop .pd
%if LEVELS == 5
	mov eax, 10a0h			; LA57, PAE, PGE: a loader may have its own taste
	mov edx, TABLES + 6000h
%else
	mov eax, 0a0h
	mov edx, TABLES
%endif
	mov cr4, eax
	mov eax, edx
	mov cr3, eax
	mov ecx, 0c0000080h		; EFER: LME, NXE, SCE
	mov eax, 901h
	xor edx, edx
	wrmsr
	mov eax, 80010033h		; PG, WP, NE, ET, MP, PE
	mov cr0, eax
	jmp 10h:long_mode

	bits 64
long_mode:
	mov eax, 18h
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov rax, NOISE << 32 | NOISE
	mov rbx, rax
	mov rcx, rax
	mov rdx, rax
	mov rdi, rax
	mov rbp, rax
	mov r8, rax
	mov r15, rax
	mov rsp, rax
	mov esi, PARAMS
	mov eax, LOAD + 200h
	jmp rax
%endif

	align 8
gdt:	dq 0, 0
%if ENTRY == 32
	dq 00cf9b000000ffffh		; 10h: code
%else
	dq 00af9b000000ffffh		; 10h: 64-bit code
%endif
	dq 00cf93000000ffffh		; 18h: data
gdt_pointer:
	dw $ - gdt - 1
	dd gdt
file_end:
	absolute $
	resb 1000h
own_stack:
image_end:
