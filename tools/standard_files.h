/* standard_files.h - standard input, output and error are open, whoever started us. */
#ifndef TOOLS_STANDARD_FILES_H
#define TOOLS_STANDARD_FILES_H

#include <fcntl.h>
#include <unistd.h>

/* To be called before any file is opened: with a closed standard output the disk would get
 * its number, and what is printed would be written into the disk. */
static inline void standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= STDIN_FILENO && fd <= STDERR_FILENO);
	close(fd);
}

#endif
