; stage.asm - what the loader has the decompressor do, which is still in memory.

%include "layout.inc"
%include "offsets.inc"

	global lzma_symbols

	section .text progbits alloc exec
	bits 32

; lzma_symbols - common/lzma_symbols.h; the decompressor's C takes ecx for its own.
lzma_symbols:
	push ecx
	call [CORE_START + CORE_HEADER_lzma_symbols]
	pop ecx
	ret
