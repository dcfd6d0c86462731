/* table.c - page tables of user halves: made when needed, freed when the last entry goes. */
#include "mm/internal.h"

enum { CACHED_TABLES = 32, FLUSH_SINGLY = 16, LEVELS = 4 };
#define TABLE_BITS (PTE_P | PTE_W | PTE_U | PTE_A)

/* A table is clear when it is freed, so it can be used again as it is. */
static u64 cached[CACHED_TABLES];
static unsigned cached_count;
static u64 tables_used;

u64 table_new(void)
{
	struct page *page;

	if (alloc_fails())
		return 0;
	tables_used++;
	if (cached_count)
		return cached[--cached_count];
	page = alloc_zeroed_page();
	if (!page) {
		tables_used--;
		return 0;
	}
	page->used = 0;
	return page_to_phys(page);
}

void table_free(u64 table)
{
	tables_used--;
	if (cached_count < CACHED_TABLES)
		cached[cached_count++] = table;
	else
		put_page(phys_to_page(table));
}

void table_cache_drain(void)
{
	while (cached_count)
		put_page(phys_to_page(cached[--cached_count]));
}

u64 table_pages(void)
{
	return tables_used + cached_count;
}

/* Bits 12, 21, 30, 39 and on of an address count entries of levels 0 to 3. */
static inline unsigned shift_of(unsigned level)
{
	return PAGE_SHIFT + 9 * level;
}

static inline u64 *entry_of(u64 table, u64 address, unsigned level)
{
	return (u64 *)phys_to_virt(table & PTE_ADDRESS) + (address >> shift_of(level) & (ENTRIES - 1));
}

/* The entry points to a new table.  Also the top table counts. */
static bool add_table(u64 *entry)
{
	u64 table = table_new();

	if (!table)
		return false;
	*entry = table | TABLE_BITS;
	pte_added(entry);
	return true;
}

u64 *pte_make(struct mm_struct *mm, u64 address)
{
	u64 table = mm->pml4;

	#pragma GCC unroll 3
	for (unsigned level = LEVELS - 1; level; level--) {
		u64 *entry = entry_of(table, address, level);

		if (!*entry && !add_table(entry)) {
			pte_unmake(mm, address);
			return NULL;
		}
		table = *entry;
	}
	return entry_of(table, address, 0);
}

/* Free the tables above `address` that have become empty. */
void pte_unmake(struct mm_struct *mm, u64 address)
{
	u64 *path[LEVELS];
	unsigned level = LEVELS - 1;

	path[level] = entry_of(mm->pml4, address, level);
	while (level > 1 && *path[level]) {
		path[level - 1] = entry_of(*path[level], address, level - 1);
		level--;
	}
	for (; level < LEVELS; level++) {
		u64 table = *path[level] & PTE_ADDRESS;

		if (!table)
			continue;
		if (phys_to_page(table)->used)
			return;
		*path[level] = 0;
		virt_to_page(path[level])->used--;
		table_free(table);
	}
}

u64 *pte_span(struct mm_struct *mm, u64 address, u64 end, u64 *next)
{
	u64 table = mm->pml4;

	#pragma GCC unroll 3
	for (unsigned level = LEVELS - 1; level; level--) {
		u64 *entry = entry_of(table, address, level);

		if (!*entry || level == 1) {
			u64 size = 1ull << shift_of(level);

			*next = MIN(end, ALIGN_DOWN(address, size) + size);
			if (!*entry)
				return NULL;
		}
		table = *entry;
	}
	return entry_of(table, address, 0);
}

/* What the TLB still knows of the running address space. */
struct flush { bool running, tables; unsigned pages; };

static void flush_add(struct flush *flush, u64 address)
{
	if (flush->running && flush->pages++ < FLUSH_SINGLY)
		flush_page(address);
}

static void flush_end(const struct flush *flush)
{
	/* A CPU may remember tables, too: it must forget them before they are used again. */
	if (flush->pages > FLUSH_SINGLY || (flush->running && flush->tables))
		flush_all();
}

void tables_zap(struct mm_struct *mm, u64 start, u64 end)
{
	struct flush flush = { mm == active_mm, false, 0 };
	u64 next;

	for (u64 at = start; at < end; at = next) {
		u64 *pte = pte_span(mm, at, end, &next), address = at;
		struct page *table;
		unsigned left;

		if (!pte)
			continue;
		table = virt_to_page(pte);
		for (left = table->used; left && address < next; address += PAGE_SIZE, pte++) {
			u64 entry = *pte;

			if (!entry)
				continue;
			*pte = 0;
			left--;
			mm->pages--;
			flush_add(&flush, address);
			put_page(pte_page(entry));
		}
		table->used = (u16)left;
		if (!left) {
			pte_unmake(mm, at);
			flush.tables = true;
		}
	}
	flush_end(&flush);
}

/* One table's worth; with cow both sides lose the right to write. */
static void copy_entries(struct mm_struct *mm, u64 *to, u64 *from, u64 n, bool cow)
{
	struct page *table = virt_to_page(to);
	unsigned left = virt_to_page(from)->used;
	u64 pages = 0;

	for (; n && left; n--, to++, from++) {
		u64 entry = *from;

		if (!entry)
			continue;
		left--;
		if (cow && entry & PTE_W)
			*from = entry &= ~(u64)PTE_W;
		get_page(pte_page(entry));
		*to = entry;
		pages++;
	}
	table->used = (u16)(table->used + pages);
	mm->pages += pages;
}

long tables_copy(struct mm_struct *to, struct mm_struct *from, u64 start, u64 end, bool cow)
{
	u64 next;

	for (u64 at = start; at < end; at = next) {
		u64 *source = pte_span(from, at, end, &next), *copy;

		if (!source)
			continue;
		copy = pte_make(to, at);
		if (!copy)
			return -ENOMEM;
		copy_entries(to, copy, source, (next - at) >> PAGE_SHIFT, cow);
		if (!virt_to_page(copy)->used)
			pte_unmake(to, at);
	}
	return 0;
}

void tables_protect(struct mm_struct *mm, u64 start, u64 end, u32 prot, bool shared)
{
	struct flush flush = { mm == active_mm, false, 0 };
	u64 next;

	for (u64 at = start; at < end; at = next) {
		u64 *pte = pte_span(mm, at, end, &next);

		if (!pte)
			continue;
		for (u64 address = at; address < next; address += PAGE_SIZE, pte++) {
			u64 entry = *pte;

			if (!entry)
				continue;
			/* A private page becomes writable by a fault, which knows whose
			 * it is; one that is writable already may stay so. */
			*pte = (entry & PTE_ADDRESS) |
			       pte_bits(prot, shared || (entry & PTE_W));
			flush_add(&flush, address);
		}
	}
	flush_end(&flush);
}

long tables_move(struct mm_struct *mm, u64 old, u64 to, u64 len)
{
	u64 end = old + len, next, address;

	/* All tables first, so that nothing is half moved when memory is short. */
	for (u64 at = old; at < end; at += PAGE_SIZE) {
		u64 *from = pte_span(mm, at, end, &next);

		if (!from) {
			at = next - PAGE_SIZE;
			continue;
		}
		if (!*from)
			continue;
		u64 *pte = pte_make(mm, at - old + to);

		if (!pte) {
			tables_zap(mm, to, to + len);
			return -ENOMEM;
		}
		get_page(pte_page(*from));
		*pte = *from;
		pte_added(pte);
		mm->pages++;
	}
	address = old;
	tables_zap(mm, address, end);
	return 0;
}
