/* uuid.c - UUIDs as text. */
#include "common/uuid.h"
#include "common/fmt.h"

void uuid_print(char to[UUID_TEXT], const u8 uuid[16])
{
	for (unsigned i = 0; i < 16; i++)
		to += fmt(to, 4, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", uuid[i]);
}
