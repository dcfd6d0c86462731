# symbols.awk - `nm -n` to the kernel's symbol table: u32 offset from KERNEL_BASE and a
# NUL-terminated name, for each function; a row without a name ends it.

BEGIN {
	print "section .symbols progbits alloc noexec nowrite align=4"
}

# What the compiler made of a function (name.isra.0) goes by the function's name; local
# labels of nasm (outer.inner) are no functions.
$2 ~ /^[tT]$/ && ($3 !~ /\./ || $3 ~ /\.(isra|part|constprop|cold)(\.|$)/) {
	sub(/\.(isra|part|constprop|cold).*/, "", $3)
	printf "dd 0x%s\ndb '%s', 0\n", substr($1, 9), $3
}

END {
	print "dd 0\ndb 0"
}
