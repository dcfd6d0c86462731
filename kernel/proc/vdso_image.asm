; vdso_image.asm - the page of code that every program gets from the kernel, as a small
; ELF file of each class: the kernel copies it, C libraries find the symbols in it.
;
; The 32-bit one has the returns from signal handlers for programs that bring none, with
; the very bytes that unwinders know, and the way into the kernel.  The 64-bit one has the
; clocks, as plain system calls: dietlibc has no other way to them, and finds them by the
; section headers.  Both tell versions of their symbols: Go's run-time reads them unasked.

section .rodata align=16

SYS_sigreturn		equ 119
SYS_rt_sigreturn	equ 173
SYS64_gettimeofday	equ 96
SYS64_time		equ 201
SYS64_clock_gettime	equ 228
SYS64_clock_getres	equ 229
SYS64_getcpu		equ 309
ET_DYN			equ 3
EM_386			equ 3
EM_X86_64		equ 62
PT_LOAD			equ 1
PT_DYNAMIC		equ 2
PF_RX			equ 5
DT_HASH			equ 4
DT_STRTAB		equ 5
DT_SYMTAB		equ 6
DT_STRSZ		equ 10
DT_SYMENT		equ 11
DT_SONAME		equ 14
SHT_STRTAB		equ 3
SHT_DYNSYM		equ 11
SHF_ALLOC		equ 2
GLOBAL_FUNC		equ 12h
ANY_SECTION		equ 1			; not undefined
DT_VERSYM		equ 6ffffff0h
DT_VERDEF		equ 6ffffffch
DT_VERDEFNUM		equ 6ffffffdh
VER_FLG_BASE		equ 1
VERSION_OF_SYMBOLS	equ 2

; Version 1, the file itself, and version 2, the symbols': name and hash of each (ELF's hash
; function), relative to the strings.
%macro VERSIONS 4
%%base:
	dw 1, VER_FLG_BASE, 1, 1
	dd %2, %%base_name - %%base, %%own - %%base
%%base_name:
	dd %1, 0
%%own:
	dw 1, 0, VERSION_OF_SYMBOLS, 1
	dd %4, %%own_name - %%own, 0
%%own_name:
	dd %3, 0
%endmacro

; --- 32 bits ---

%define AT32(label) (label - vdso32_image)

bits 32
align 16
global vdso32_image
vdso32_image:
	db 7fh, "ELF", 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
	dw ET_DYN, EM_386
	dd 1, AT32(vdso32_vsyscall), AT32(.phdrs), 0, 0
	dw 52, 32, 2, 40, 0, 0
.phdrs:
	dd PT_LOAD, 0, 0, 0, AT32(vdso32_image_end), AT32(vdso32_image_end), PF_RX, 1000h
	dd PT_DYNAMIC, AT32(.dynamic), AT32(.dynamic), AT32(.dynamic)
	dd AT32(.dynamic_end) - AT32(.dynamic), AT32(.dynamic_end) - AT32(.dynamic), 4, 4
.dynamic:
	dd DT_SONAME, AT32(.soname) - AT32(.strings)
	dd DT_HASH, AT32(.hash)
	dd DT_STRTAB, AT32(.strings)
	dd DT_SYMTAB, AT32(.symbols)
	dd DT_STRSZ, AT32(.strings_end) - AT32(.strings)
	dd DT_SYMENT, 16
	dd DT_VERSYM, AT32(.versym)
	dd DT_VERDEF, AT32(.verdef)
	dd DT_VERDEFNUM, 2
	dd 0, 0
.dynamic_end:
.hash:					; one bucket: a chain of all symbols
	dd 1, 4, 1, 0, 2, 3, 0
.symbols:
	dd 0, 0, 0, 0
%macro SYMBOL32 3			; name, start, end
	dd AT32(%1) - AT32(.strings), AT32(%2), AT32(%3) - AT32(%2)
	db GLOBAL_FUNC, 0
	dw ANY_SECTION
%endmacro
	SYMBOL32 .name_vsyscall, vdso32_vsyscall, .vsyscall_end
	SYMBOL32 .name_sigreturn, vdso32_sigreturn, .sigreturn_end
	SYMBOL32 .name_rt_sigreturn, vdso32_rt_sigreturn, .rt_sigreturn_end
.versym:
	dw 0, VERSION_OF_SYMBOLS, VERSION_OF_SYMBOLS, VERSION_OF_SYMBOLS
.verdef:
	VERSIONS AT32(.soname) - AT32(.strings), 0fcef091h, AT32(.version) - AT32(.strings), 03ae75f5h
.strings:
	db 0
.soname:
	db "linux-gate.so.1", 0
.version:
	db "LINUX_2.5", 0
.name_vsyscall:
	db "__kernel_vsyscall", 0
.name_sigreturn:
	db "__kernel_sigreturn", 0
.name_rt_sigreturn:
	db "__kernel_rt_sigreturn", 0
.strings_end:

align 16, nop
	nop				; unwinders look at the byte before a return address
global vdso32_sigreturn
vdso32_sigreturn:
	pop eax
	mov eax, SYS_sigreturn
	int 80h
vdso32_image.sigreturn_end:
	nop
align 16, nop
	nop
global vdso32_rt_sigreturn
vdso32_rt_sigreturn:
	mov eax, SYS_rt_sigreturn
	int 80h
vdso32_image.rt_sigreturn_end:
	nop
align 16, nop
global vdso32_vsyscall
vdso32_vsyscall:
	int 80h
	ret
vdso32_image.vsyscall_end:
global vdso32_image_end
vdso32_image_end:

; --- 64 bits ---

%define AT64(label) (label - vdso64_image)

bits 64
align 16
global vdso64_image
vdso64_image:
	db 7fh, "ELF", 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
	dw ET_DYN, EM_X86_64
	dd 1
	dq 0, AT64(.phdrs), AT64(.sections)
	dd 0
	dw 64, 56, 2, 64, 3, 0
.phdrs:
	dd PT_LOAD, PF_RX
	dq 0, 0, 0, AT64(vdso64_image_end), AT64(vdso64_image_end), 1000h
	dd PT_DYNAMIC, 4
	dq AT64(.dynamic), AT64(.dynamic), AT64(.dynamic)
	dq AT64(.dynamic_end) - AT64(.dynamic), AT64(.dynamic_end) - AT64(.dynamic), 8
.dynamic:
	dq DT_SONAME, AT64(.soname) - AT64(.strings)
	dq DT_HASH, AT64(.hash)
	dq DT_STRTAB, AT64(.strings)
	dq DT_SYMTAB, AT64(.symbols)
	dq DT_STRSZ, AT64(.strings_end) - AT64(.strings)
	dq DT_SYMENT, 24
	dq DT_VERSYM, AT64(.versym)
	dq DT_VERDEF, AT64(.verdef)
	dq DT_VERDEFNUM, 2
	dq 0, 0
.dynamic_end:
.hash:					; one bucket: a chain of all symbols
	dd 1, 6, 1, 0, 2, 3, 4, 5, 0
align 8, db 0
.symbols:
	dd 0, 0
	dq 0, 0
%macro SYMBOL64 1			; name: a string, a label and its end
	dd AT64(.name_%1) - AT64(.strings)
	db GLOBAL_FUNC, 0
	dw ANY_SECTION
	dq AT64(.%1), AT64(.%1_end) - AT64(.%1)
%endmacro
	SYMBOL64 gettimeofday
	SYMBOL64 time
	SYMBOL64 clock_gettime
	SYMBOL64 clock_getres
	SYMBOL64 getcpu
.symbols_end:
.versym:
	dw 0
	times 5 dw VERSION_OF_SYMBOLS
.verdef:
	VERSIONS AT64(.soname) - AT64(.strings), 0deebfa1h, AT64(.version) - AT64(.strings), 03ae75f6h
.strings:
	db 0
.soname:
	db "linux-vdso.so.1", 0
.version:
	db "LINUX_2.6", 0
%macro NAME64 1
.name_%1:
	db "__vdso_", %str(%1), 0
%endmacro
	NAME64 gettimeofday
	NAME64 time
	NAME64 clock_gettime
	NAME64 clock_getres
	NAME64 getcpu
.strings_end:

align 8, db 0
.sections:				; none; the strings; the symbols, whose names are in 1
	times 8 dq 0
	dd 0, SHT_STRTAB
	dq SHF_ALLOC, AT64(.strings), AT64(.strings), AT64(.strings_end) - AT64(.strings)
	dd 0, 0
	dq 1, 0
	dd 0, SHT_DYNSYM
	dq SHF_ALLOC, AT64(.symbols), AT64(.symbols), AT64(.symbols_end) - AT64(.symbols)
	dd 1, 1
	dq 8, 24

%macro CALL64 1
align 16, nop
.%1:
	mov eax, SYS64_%1
	syscall
	ret
.%1_end:
%endmacro
	CALL64 gettimeofday
	CALL64 time
	CALL64 clock_gettime
	CALL64 clock_getres
	CALL64 getcpu
global vdso64_image_end
vdso64_image_end:
