# symbols.awk - `nm -n` to the kernel's symbol table: u32 offset from KERNEL_BASE and a
# NUL-terminated name, for each function; a row without a name ends it.

BEGIN {
	print "section .symbols progbits alloc noexec nowrite align=4"
}

# Local labels of nasm (outer.inner) and of the compiler are no functions.
$2 ~ /^[tT]$/ && $3 !~ /\./ {
	printf "dd 0x%s\ndb '%s', 0\n", substr($1, 9), $3
}

END {
	print "dd 0\ndb 0"
}
