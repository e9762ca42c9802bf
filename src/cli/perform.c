#include "cli/perform.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include "cli/commands.h"
#include "cli/needs.h"
#include "cli/output.h"
#include "play/progress.h"

int perform_failed(const char *command, const char *message, ...)
{
	va_list arguments;

	va_start(arguments, message);
	output_complain(command, message, arguments);
	va_end(arguments);
	return EXIT_FAILED;
}

int perform_with_catalogue(const char *command, int if_wrong,
			   int (*work)(const struct catalogue *catalogue, void *invocation),
			   void *invocation)
{
	struct catalogue catalogue;
	struct error error;
	int status, result = catalogue_load(&catalogue, &error);

	if (result < 0) {
		perform_failed(command, "%s", error.text);
		return result == CATALOGUE_WRONG ? if_wrong : EXIT_FAILED;
	}
	for (unsigned i = 0; i < catalogue.left_out_count; i++)
		perform_failed(command, "without the demo %s: %s", catalogue.left_out[i].name,
			       catalogue.left_out[i].why.text);
	status = work(&catalogue, invocation);
	catalogue_release(&catalogue);
	return status;
}

bool perform_compile(const char *command, struct subject *subject)
{
	struct error error;

	if (subject_compile(subject, STDERR_FILENO, false, &error) >= 0)
		return true;
	perform_failed(command, "%s", error.text);
	return false;
}

void perform_take_names(struct subject *subject)
{
	struct progress *progress = subject->demo ? NULL : progress_open(NULL);

	progress_names(progress, subject);
	progress_close(progress);
}

/* What is done once there is a catalogue to find the subject in. */
struct errand {
	struct selection *selection;
	int (*work)(const struct subject *subject, void *invocation);
	void *invocation;
};

static int run_errand(const struct catalogue *catalogue, void *context)
{
	const struct errand *errand = context;
	struct subject subject;
	int status = EXIT_FAILED;

	selection_find(errand->selection, catalogue, &subject);
	perform_take_names(&subject);
	if (perform_compile(errand->selection->command, &subject))
		status = errand->work(&subject, errand->invocation);
	subject_release(&subject);
	return status;
}

int perform_with_subject(struct selection *selection,
			 int (*work)(const struct subject *subject, void *invocation),
			 void *invocation)
{
	struct errand errand = {selection, work, invocation};

	needs_check(selection->command);
	return perform_with_catalogue(selection->command, EXIT_USAGE, run_errand, &errand);
}

struct run *perform_open(const char *command, const struct subject *subject)
{
	char **arguments = subject_arguments(subject);
	const struct launch launch = subject_launch(subject, arguments);
	struct error error = {"out of memory"};
	struct run *run = arguments ? run_open(&launch, subject->source, &error) : NULL;

	free(arguments);
	if (!run)
		perform_failed(command, "%s", error.text);
	return run;
}
