# tools.mk - host programs: one fragment each, which adds to TOOLS.

TOOLS :=

# What fl-install and fl-inspect share.
DISK_TOOLS_C := $(addprefix tools/,core_parts.c install/target.c install/in_use.c install/sysfs.c install/place.c \
	install/home.c install/backup.c install/file_io.c) \
	loader/part/gpt.c loader/part/mbr.c loader/part/partitions.c loader/disk/blockdev.c \
	loader/base/error.c common/crc32.c common/fmt.c

include $(filter-out tools/tools.mk,$(call files,tools/*.mk))
