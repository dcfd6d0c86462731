/* error.c - error sentences with numbers and names in them. */
#include "base/error.h"
#include "common/fmt.h"

const char ERR_NO_MEMORY[] = "out of memory";
const char ERR_NOT_FOUND[] = "file not found";
const char ERR_NO_DEVICE[] = "no such device";
const char ERR_BAD_NAME[] = "neither a /path nor a block list of the device";
const char ERR_NOT_FILE[] = "not a file";
const char ERR_NOT_THIS_FS[] = "not this filesystem";

err_t errf(const char *format, ...)
{
	static char text[ERRF_BUFFERS][ERRF_SIZE];
	static unsigned next;
	char *to = text[next++ % ERRF_BUFFERS];
	va_list args;

	va_start(args, format);
	fmt_va(to, ERRF_SIZE, format, args);
	va_end(args);
	return to;
}
