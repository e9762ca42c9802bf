/* Demo options on top of getopt_long(3), which says itself what is unknown or lacks a value. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_toggle(const struct option_row *row)
{
	return row->min == 0 && row->max == 0;
}

static void set(const struct option_row *row, const char *text)
{
	char *end;

	if (is_toggle(row)) {
		*row->value = 1;
		return;
	}
	errno = 0;
	long number = strtol(text, &end, 10);
	if (errno || end == text || *end || number < row->min || number > row->max) {
		fprintf(stderr, "--%s=%s: give a whole number from %d to %d\n", row->name, text,
			row->min, row->max);
		exit(2);
	}
	*row->value = (int)number;
}

static int number_of(const char *name, const char *const *names)
{
	for (int i = 0; names[i]; i++) {
		if (strcmp(name, names[i]) == 0)
			return i;
	}
	fprintf(stderr, "--scenario=%s: give one of:", name);
	for (int i = 0; names[i]; i++)
		fprintf(stderr, " %s", names[i]);
	fprintf(stderr, "\n");
	exit(2);
}

int options_scenario(int *argc, char *argv[], const char *const *names)
{
	static const char option[] = "--scenario=";
	int number = 0, kept = 1;

	for (int i = 1; i < *argc; i++) {
		if (strncmp(argv[i], option, sizeof(option) - 1) == 0)
			number = number_of(argv[i] + sizeof(option) - 1, names);
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	*argc = kept;
	return number;
}

void options_parse(int argc, char *argv[], const struct option_row *rows)
{
	struct option options[OPTION_ROWS + 1] = {{0}};
	int index, count = 0;

	for (; count < OPTION_ROWS && rows[count].name; count++) {
		options[count].name = rows[count].name;
		options[count].has_arg = is_toggle(&rows[count]) ? no_argument : required_argument;
	}
	while ((index = getopt_long(argc, argv, "", options, &count)) != -1) {
		if (index != 0)
			exit(2);
		set(&rows[count], optarg);
	}
	if (optind < argc) {
		fprintf(stderr, "%s: \"%s\" is no option\n", argv[0], argv[optind]);
		exit(2);
	}
}
