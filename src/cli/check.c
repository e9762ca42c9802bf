/*
 * ipcstage check FILE...: read demo files, or the list of the seeds, and say what is wrong with
 * them.
 */
#include <stdio.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/options.h"
#include "demo/load.h"
#include "demo/seeds.h"
#include "demo/text.h"

static const char *plural(unsigned count)
{
	return count == 1 ? "" : "s";
}

/* The list of the seeds is checked against the demos of this program. */
static int check_seeds(const char *path)
{
	struct error error;
	struct catalogue catalogue;
	struct seeds *seeds = NULL;
	unsigned rows = 0;

	if (catalogue_load(&catalogue, &error) == 0) {
		seeds = seeds_load(path, &catalogue, &error);
		catalogue_release(&catalogue);
	}
	if (!seeds) {
		fprintf(stderr, "%s\n", error.text);
		return EXIT_USAGE;
	}
	for (unsigned i = 0; i < seeds->document_count; i++)
		rows += seeds->documents[i].row_count;
	printf("%s: ok (%u document%s, %u row%s)\n", path, seeds->document_count,
	       plural(seeds->document_count), rows, plural(rows));
	seeds_free(seeds);
	return EXIT_FINE;
}

static int check_demo(const char *path)
{
	struct error error;
	struct demo *demo = demo_load(path, &error);

	if (!demo) {
		fprintf(stderr, "%s\n", error.text);
		return EXIT_USAGE;
	}
	printf("%s: ok (%u parameter%s, %u toggle%s, %u lesson%s)\n", path, demo->parameter_count,
	       plural(demo->parameter_count), demo->toggle_count, plural(demo->toggle_count),
	       demo->lesson_count, plural(demo->lesson_count));
	demo_free(demo);
	return EXIT_FINE;
}

static int check_file(const char *path)
{
	return strcmp(path_base(path), "seeds.yaml") == 0 ? check_seeds(path) : check_demo(path);
}

/* Files are checked as they come; *input is the status so far, -1 before the first. */
static error_t parse(int key, char *argument, struct argp_state *state)
{
	int *status = state->input;

	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (check_file(argument) != EXIT_FINE)
		*status = EXIT_USAGE;
	else if (*status < 0)
		*status = EXIT_FINE;
	return 0;
}

int command_check(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "FILE...",
		.doc = "Read demo files and say what is wrong with them, with line and column.",
	};
	int status = -1;

	options_parse(&argp, argc, argv, &status);
	if (status < 0)
		options_wrong(argv[0], "no file is given; see ipcstage %s --help", argv[0]);
	return fflush(stdout) ? EXIT_FAILED : status;
}
