/*
 * manager: a process of its own keeps objects for the others, who send it requests.
 *
 * A proxy stands for an object that the manager keeps. What a proxy hands out is a copy: to change
 * what is kept, it has to be set again.
 */
#include <stdio.h>
#include <string.h>
#include <ipcstage.h>
#include "mp/manager.h"
#include "mp/process.h"
#include "mp/shared_objects.h"
#include "../options.h"
#include "../support.h"

enum scenario { TEXT, DICT_AND_LIST, NESTED };
enum { DIGITS = 10 };

struct shared {
	enum scenario scenario;
	int nested_change;
	struct mp_proxy text, dict, list;
};

/* Hello + ", World!": read it, add to it, write it back. */
static void greet(const struct mp_proxy *text)
{
	struct mp_variant greeting;

	stop_if_failed(mp_shared_value_get(text, &greeting), "get");
	strcat(greeting.text, ", World!");
	stop_if_failed(mp_shared_value_set(text, greeting), "set");
}

static void fill(const struct mp_proxy *dict, const struct mp_proxy *list)
{
	stop_if_failed(mp_shared_dict_set(dict, mp_integer(1), mp_text("1")), "set");
	stop_if_failed(mp_shared_dict_set(dict, mp_text("2"), mp_integer(2)), "set");
	stop_if_failed(mp_shared_dict_set(dict, mp_real(0.25), mp_none()), "set");
	stop_if_failed(mp_shared_list_reverse(list), "reverse");
}

/* list[0].append(1): the append is done to the copy that list[0] is. */
static void append_inside(const struct mp_proxy *list, int nested_change)
{
	struct mp_variant inner;

	stop_if_failed(mp_shared_list_get(list, 0, &inner), "get");
	inner.list[inner.count++] = 1;
	if (!nested_change)
		stop_if_failed(mp_shared_list_set(list, 0, inner), "set");
}

static int child(void *argument)
{
	struct shared *shared = argument;

	ipcstage_process("child");
	if (shared->scenario == TEXT)
		greet(&shared->text);
	else if (shared->scenario == DICT_AND_LIST)
		fill(&shared->dict, &shared->list);
	else
		append_inside(&shared->list, shared->nested_change);
	return 0;
}

static void create(struct mp_manager *manager, struct shared *shared)
{
	if (shared->scenario == TEXT) {
		stop_if_failed(mp_manager_create(manager, &mp_shared_value, &shared->text),
			       "value");
		stop_if_failed(mp_shared_value_set(&shared->text, mp_text("Hello")), "set");
		return;
	}
	stop_if_failed(mp_manager_create(manager, &mp_shared_dict, &shared->dict), "dict");
	stop_if_failed(mp_manager_create(manager, &mp_shared_list, &shared->list), "list");
	for (int i = 0; i < DIGITS && shared->scenario == DICT_AND_LIST; i++)
		stop_if_failed(mp_shared_list_append(&shared->list, mp_integer(i)), "append");
	if (shared->scenario == NESTED)
		stop_if_failed(mp_shared_list_append(&shared->list, mp_list(NULL, 0)), "append");
}

static void outcome(const char *name, const char *text, const char *expected)
{
	printf("%s=%s\n", name, text);
	ipcstage_outcome(name, "%s", text);
	ipcstage_expected(name, "%s", expected);
}

static void report(const struct shared *shared)
{
	char text[256];

	if (shared->scenario == TEXT) {
		stop_if_failed(mp_proxy_show(&shared->text, text, sizeof(text)), "show");
		outcome("text", text, "'Hello, World!'");
		return;
	}
	if (shared->scenario == DICT_AND_LIST) {
		stop_if_failed(mp_proxy_show(&shared->dict, text, sizeof(text)), "show");
		outcome("dict", text, "{1: '1', '2': 2, 0.25: None}");
	}
	stop_if_failed(mp_proxy_show(&shared->list, text, sizeof(text)), "show");
	outcome("list", text,
		shared->scenario == NESTED ? "[[1]]" : "[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]");
}

int main(int argc, char *argv[])
{
	static const struct mp_class *const classes[] = {&mp_shared_value, &mp_shared_dict,
							 &mp_shared_list};
	static const char *const scenarios[] = {"text", "dict-and-list", "nested", NULL};
	struct shared shared = {0};
	const struct option_row rows[] = {{"nested-change", &shared.nested_change, 0, 0},
					  {NULL, NULL, 0, 0}};
	struct mp_manager *manager;
	struct mp_process process;

	shared.scenario = (enum scenario)options_scenario(&argc, argv, scenarios);
	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if_failed(mp_manager_start(&manager, classes, 3), "manager");
	create(manager, &shared);
	stop_if_failed(mp_process_start(&process, child, &shared), "child");
	stop_if_failed(mp_process_join(&process, MP_FOREVER), "join");
	report(&shared);
	mp_manager_free(manager);
	return 0;
}
