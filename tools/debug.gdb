# debug.gdb - symbols of every stage, and a stop where ours begins; see `make debug`.
set confirm off
set architecture i8086
file build/loader/loader.elf
add-symbol-file build/stage1/boot.elf
add-symbol-file build/stage2/diskboot.elf
add-symbol-file build/decompress/decompress.elf
target remote 127.0.0.1:1234
# A hardware breakpoint: the code is not in memory yet.  Say `set architecture i386` once
# real_to_prot has been passed.
hbreak *0x7c00
continue
