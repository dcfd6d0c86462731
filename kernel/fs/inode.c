/* inode.c - inodes: made, counted, dropped. */
#include "fs/vfs.h"
#include "fs/internal.h"
#include "mm/slab.h"

static struct kmem_cache *inodes;

void inode_init(void)
{
	inodes = kmem_cache_create("inode", sizeof(struct inode));
}

struct inode *inode_new(struct super_block *sb, u32 mode)
{
	struct inode *inode = kmem_cache_alloc(inodes);

	if (!inode)
		return NULL;
	inode->sb = sb;
	inode->ino = ++sb->next_ino;
	inode->mode = mode;
	inode->nlink = 1;
	inode->refs = 1;
	inode->atime = inode->mtime = inode->ctime = wall_ns();
	wait_queue_init(&inode->wait);
	return inode;
}

void inode_get(struct inode *inode)
{
	inode->refs++;
}

void inode_put(struct inode *inode)
{
	if (!inode || --inode->refs)
		return;
	if (inode->sb->ops && inode->sb->ops->drop_inode)
		inode->sb->ops->drop_inode(inode);
	if (S_ISFIFO(inode->mode))
		pipe_free(inode);
	kmem_cache_free(inodes, inode);
}
