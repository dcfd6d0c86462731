# disk.img.mk - build/disk.img: what is on it and where.  No root, no mounting, and the
# same inputs give the same bytes: fixed ids, fixed times, files added in a fixed order.
#
#   sector 0         boot.img and the partition table
#   from 1           core.img; a backup for fl-install --uninstall before sector 2048
#   msdos1, ext4     /boot/grub/grub.cfg  /boot/vmlinuz  /boot/initramfs.cpio.gz
#   msdos2, FAT32    /firstlight/vmlinuz  /firstlight/initramfs.cpio.gz

DISK_EPOCH    := 1700000000
DISK_ID       := 0xf1257161
EXT_UUID      := f1257161-0000-4000-8000-000000000001
EXT_HASH_SEED := f1257161-0000-4000-8000-000000000002
FAT_ID        := f1257161
# In sectors of 512 bytes.
EXT_START     := 2048
EXT_SECTORS   := 131072
FAT_START     := 133120
FAT_SECTORS   := 81920
DISK_SECTORS  := 215040

DISK_ENV   := SOURCE_DATE_EPOCH=$(DISK_EPOCH) E2FSPROGS_FAKE_TIME=$(DISK_EPOCH) TZ=UTC LC_ALL=C MTOOLSRC=/dev/null \
	PATH="$$PATH:/usr/sbin:/sbin"
DISK_FILES := $(B)/vmlinuz $(B)/initramfs.cpio.gz

define DISK_TABLE
label: dos
label-id: $(DISK_ID)
unit: sectors
start=$(EXT_START), size=$(EXT_SECTORS), type=83, bootable
start=$(FAT_START), size=$(FAT_SECTORS), type=c
endef
export DISK_TABLE

# debugfs adds the files one by one: mke2fs -d would keep this machine's times and owners.  It
# keeps their modes, which are the umask's.
define DISK_EXT_TREE
mkdir boot
mkdir boot/grub
write disk/grub.cfg boot/grub/grub.cfg
write $(B)/vmlinuz boot/vmlinuz
write $(B)/initramfs.cpio.gz boot/initramfs.cpio.gz
set_inode_field boot/grub/grub.cfg mode 0100644
set_inode_field boot/vmlinuz mode 0100644
set_inode_field boot/initramfs.cpio.gz mode 0100644
endef
export DISK_EXT_TREE

$(B)/disk.img: $(B)/boot.img $(B)/core.img $(B)/fl-install $(DISK_FILES) disk/grub.cfg disk.img.mk
	$(call say,DISK,$@)
	$(Q)rm -f $@ $@.firstlight-backup && truncate -s $$(($(DISK_SECTORS) * 512)) $@
	$(Q)echo "$$DISK_TABLE" | $(DISK_ENV) sfdisk -q $@
	$(Q)$(DISK_ENV) mke2fs -q -F -t ext4 -L firstlight -U $(EXT_UUID) -M / \
	  -E offset=$$(($(EXT_START) * 512)),hash_seed=$(EXT_HASH_SEED),root_owner=0:0,lazy_itable_init=0,nodiscard \
	  $@ $$(($(EXT_SECTORS) / 2))k
	$(Q)echo "$$DISK_EXT_TREE" | $(DISK_ENV) debugfs -w -f - "$@?offset=$$(($(EXT_START) * 512))" > $@.log 2>&1
	$(Q)$(DISK_ENV) mkfs.vfat -F 32 -n FLFAT --invariant --offset $(FAT_START) \
	  $@ $$(($(FAT_SECTORS) / 2)) > $@.log
	$(Q)$(DISK_ENV) mlabel -N $(FAT_ID) -i $@@@$$(($(FAT_START) * 512)) ::FLFAT
	$(Q)$(DISK_ENV) mmd -i $@@@$$(($(FAT_START) * 512)) ::/firstlight
	$(Q)$(DISK_ENV) mcopy -i $@@@$$(($(FAT_START) * 512)) $(DISK_FILES) ::/firstlight/
	$(Q)$(B)/fl-install --core $(B)/core.img --boot $(B)/boot.img $@ > $@.log
