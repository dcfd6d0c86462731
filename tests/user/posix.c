/* posix.c - what a plain program asks of a kernel, for five C libraries in two widths.
 *
 * Prints the same on every Linux; works in the current directory and leaves nothing there.
 *     posix            all parts
 *     posix child A... one that was exec'ed: its arguments and its environment */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "posix.h"
#include "say.h"

extern char **environ;

static int child(char *argv[])
{
	for (int i = 0; argv[i]; i++)
		tell("argv[%d]: '%s'\n", i, argv[i]);
	for (int i = 0; environ[i]; i++)
		tell("environ[%d]: '%s'\n", i, environ[i]);
	say("closed on exec", fcntl(9, F_GETFD));
	say("kept over exec", fcntl(8, F_GETFD));
	return 7;
}

int main(int argc, char *argv[])
{
	if (argc > 1 && !strcmp(argv[1], "child"))
		return child(argv);
	tell("%u-bit program, %d argument\n", (unsigned)sizeof (void *) * 8, argc);
	files();
	directories();
	memory();
	processes(argv[0]);
	signals();
	faults();
	waiting();
	return 0;
}
