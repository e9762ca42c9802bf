/* The classes: what runs in the server, then the calls that ask for it. */
#include "mp/shared_objects.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "mp/private/manager_server.h"

static_assert(MP_SHARED_ITEMS * sizeof(struct mp_variant) <= MP_MANAGER_MESSAGE,
	      "a list fits into a reply");
static_assert(MP_SHARED_ENTRIES * sizeof(struct mp_shared_entry) <= MP_MANAGER_MESSAGE,
	      "a dictionary fits into a reply");

/* --- in the server -------------------------------------------------------------------------- */

/* Arguments of methods. */
struct indexed {
	unsigned index;
	struct mp_variant item;
};

struct items {
	unsigned count;
	struct mp_variant list[MP_SHARED_ITEMS];
};

struct dict {
	unsigned count;
	struct mp_shared_entry entries[MP_SHARED_ENTRIES];
};

static ssize_t give(void *result, const void *bytes, size_t size)
{
	memcpy(result, bytes, size);
	return (ssize_t)size;
}

static ssize_t give_number(void *result, unsigned number)
{
	return give(result, &number, sizeof(number));
}

/* What an argument has to be. */
static bool is(size_t size, size_t expected)
{
	return size == expected;
}

/* Write "[1, 2" and so on: each item after what is there. */
static void show_item(char *out, size_t size, const char *before, const struct mp_variant *item)
{
	size_t length = strlen(out);

	length += (size_t)snprintf(out + length, size - length, "%s", before);
	if (length < size)
		mp_variant_format(item, out + length, size - length);
}

static void show_items(const void *object, char *out, size_t size)
{
	const struct items *items = object;

	for (unsigned i = 0; i < items->count; i++)
		show_item(out, size, i ? ", " : "[", &items->list[i]);
	snprintf(out + strlen(out), size - strlen(out), items->count ? "]" : "[]");
}

static ssize_t value_get(void *object, const void *argument, size_t size, void *result)
{
	(void)argument, (void)size;
	return give(result, object, sizeof(struct mp_variant));
}

static ssize_t value_set(void *object, const void *argument, size_t size, void *result)
{
	(void)result;
	if (!is(size, sizeof(struct mp_variant)))
		return -EINVAL;
	memcpy(object, argument, size);
	return 0;
}

static void value_show(const void *object, char *out, size_t size)
{
	mp_variant_format(object, out, size);
}

static ssize_t list_append(void *object, const void *argument, size_t size, void *result)
{
	struct items *items = object;

	(void)result;
	if (!is(size, sizeof(struct mp_variant)))
		return -EINVAL;
	if (items->count == MP_SHARED_ITEMS)
		return -ENOSPC;
	memcpy(&items->list[items->count++], argument, size);
	return 0;
}

static ssize_t list_get(void *object, const void *argument, size_t size, void *result)
{
	struct items *items = object;
	unsigned index;

	if (!is(size, sizeof(index)))
		return -EINVAL;
	memcpy(&index, argument, sizeof(index));
	if (index >= items->count)
		return -ERANGE;
	return give(result, &items->list[index], sizeof(items->list[index]));
}

static ssize_t list_set(void *object, const void *argument, size_t size, void *result)
{
	const struct indexed *indexed = argument;
	struct items *items = object;

	(void)result;
	if (!is(size, sizeof(*indexed)))
		return -EINVAL;
	if (indexed->index >= items->count)
		return -ERANGE;
	items->list[indexed->index] = indexed->item;
	return 0;
}

static ssize_t items_count(void *object, const void *argument, size_t size, void *result)
{
	const struct items *items = object;

	(void)argument, (void)size;
	return give_number(result, items->count);
}

static ssize_t list_reverse(void *object, const void *argument, size_t size, void *result)
{
	struct items *items = object;

	(void)argument, (void)size, (void)result;
	for (unsigned i = 0; i < items->count / 2; i++) {
		struct mp_variant *other = &items->list[items->count - 1 - i];
		struct mp_variant item = items->list[i];

		items->list[i] = *other;
		*other = item;
	}
	return 0;
}

static ssize_t list_copy(void *object, const void *argument, size_t size, void *result)
{
	const struct items *items = object;

	(void)argument, (void)size;
	return give(result, items->list, items->count * sizeof(items->list[0]));
}

static struct mp_shared_entry *dict_find(struct dict *dict, const struct mp_variant *key)
{
	for (unsigned i = 0; i < dict->count; i++)
		if (mp_variant_is_same(&dict->entries[i].key, key))
			return &dict->entries[i];
	return NULL;
}

static ssize_t dict_set(void *object, const void *argument, size_t size, void *result)
{
	const struct mp_shared_entry *entry = argument;
	struct dict *dict = object;
	struct mp_shared_entry *old;

	(void)result;
	if (!is(size, sizeof(*entry)))
		return -EINVAL;
	old = dict_find(dict, &entry->key);
	if (!old && dict->count == MP_SHARED_ENTRIES)
		return -ENOSPC;
	*(old ? old : &dict->entries[dict->count++]) = *entry;
	return 0;
}

static ssize_t dict_get(void *object, const void *argument, size_t size, void *result)
{
	const struct mp_shared_entry *entry;

	if (!is(size, sizeof(struct mp_variant)))
		return -EINVAL;
	entry = dict_find(object, argument);
	return entry ? give(result, &entry->value, sizeof(entry->value)) : -ENOENT;
}

static ssize_t dict_count(void *object, const void *argument, size_t size, void *result)
{
	const struct dict *dict = object;

	(void)argument, (void)size;
	return give_number(result, dict->count);
}

static ssize_t dict_copy(void *object, const void *argument, size_t size, void *result)
{
	const struct dict *dict = object;

	(void)argument, (void)size;
	return give(result, dict->entries, dict->count * sizeof(dict->entries[0]));
}

static void dict_show(const void *object, char *out, size_t size)
{
	const struct dict *dict = object;

	for (unsigned i = 0; i < dict->count; i++) {
		show_item(out, size, i ? ", " : "{", &dict->entries[i].key);
		show_item(out, size, ": ", &dict->entries[i].value);
	}
	snprintf(out + strlen(out), size - strlen(out), dict->count ? "}" : "{}");
}

static ssize_t queue_put(void *object, const void *argument, size_t size, void *result)
{
	ssize_t outcome = list_append(object, argument, size, result);

	return outcome == -ENOSPC ? -EINPROGRESS : outcome;
}

static ssize_t queue_get(void *object, const void *argument, size_t size, void *result)
{
	struct items *items = object;

	(void)argument, (void)size;
	if (items->count == 0)
		return -EINPROGRESS;
	give(result, &items->list[0], sizeof(items->list[0]));
	items->count--;
	memmove(&items->list[0], &items->list[1], items->count * sizeof(items->list[0]));
	return sizeof(items->list[0]);
}

static ssize_t lock_acquire(void *object, const void *argument, size_t size, void *result)
{
	bool *taken = object;

	(void)argument, (void)size, (void)result;
	if (*taken)
		return -EINPROGRESS;
	*taken = true;
	return 0;
}

static ssize_t lock_release(void *object, const void *argument, size_t size, void *result)
{
	bool *taken = object;

	(void)argument, (void)size, (void)result;
	if (!*taken)
		return -EPERM;
	*taken = false;
	return 0;
}

static void lock_show(const void *object, char *out, size_t size)
{
	snprintf(out, size, *(const bool *)object ? "locked" : "open");
}

enum { VALUE_GET, VALUE_SET, VALUE_METHODS };
static const struct mp_method value_methods[VALUE_METHODS] = {
	[VALUE_GET] = {"get", value_get}, [VALUE_SET] = {"set", value_set}};

enum { LIST_APPEND, LIST_GET, LIST_SET, LIST_LENGTH, LIST_REVERSE, LIST_COPY, LIST_METHODS };
static const struct mp_method list_methods[LIST_METHODS] = {
	[LIST_APPEND] = {"append", list_append},    [LIST_GET] = {"get item", list_get},
	[LIST_SET] = {"set item", list_set},	    [LIST_LENGTH] = {"length", items_count},
	[LIST_REVERSE] = {"reverse", list_reverse}, [LIST_COPY] = {"copy", list_copy}};

enum { DICT_SET, DICT_GET, DICT_LENGTH, DICT_COPY, DICT_METHODS };
static const struct mp_method dict_methods[DICT_METHODS] = {[DICT_SET] = {"set key", dict_set},
							    [DICT_GET] = {"get key", dict_get},
							    [DICT_LENGTH] = {"length", dict_count},
							    [DICT_COPY] = {"copy", dict_copy}};

enum { QUEUE_PUT, QUEUE_GET, QUEUE_SIZE, QUEUE_METHODS };
static const struct mp_method queue_methods[QUEUE_METHODS] = {[QUEUE_PUT] = {"put", queue_put},
							      [QUEUE_GET] = {"get", queue_get},
							      [QUEUE_SIZE] = {"size", items_count}};

enum { LOCK_ACQUIRE, LOCK_RELEASE, LOCK_METHODS };
static const struct mp_method lock_methods[LOCK_METHODS] = {
	[LOCK_ACQUIRE] = {"acquire", lock_acquire}, [LOCK_RELEASE] = {"release", lock_release}};

const struct mp_class mp_shared_value = {"value", sizeof(struct mp_variant), value_methods,
					 VALUE_METHODS, value_show};
const struct mp_class mp_shared_list = {"list", sizeof(struct items), list_methods, LIST_METHODS,
					show_items};
const struct mp_class mp_shared_dict = {"dict", sizeof(struct dict), dict_methods, DICT_METHODS,
					dict_show};
const struct mp_class mp_shared_queue = {"queue", sizeof(struct items), queue_methods,
					 QUEUE_METHODS, show_items};
const struct mp_class mp_shared_lock = {"lock", sizeof(bool), lock_methods, LOCK_METHODS,
					lock_show};

/* --- calls ---------------------------------------------------------------------------------- */

/* Where a function of this file was called: what the stage shows as the place of the call. */
#define CALLER __builtin_return_address(0)

/* A call whose result has a known size, or none. */
static int call(const struct mp_proxy *proxy, unsigned method, const void *argument, size_t size,
		void *result, size_t result_size, const void *caller)
{
	ssize_t outcome =
		mp_proxy_call_from(proxy, method, argument, size, result, result_size, caller);

	if (outcome < 0)
		return (int)outcome;
	return (size_t)outcome == result_size ? 0 : -EBADMSG;
}

static int ask_number(const struct mp_proxy *proxy, unsigned method, const void *caller)
{
	unsigned number = 0;
	int error = call(proxy, method, NULL, 0, &number, sizeof(number), caller);

	return error ? error : (int)number;
}

/* A call whose result is an array: returns its length, of which `capacity` items are copied. */
static int ask_array(const struct mp_proxy *proxy, unsigned method, void *out, size_t item_size,
		     unsigned capacity, const void *caller)
{
	unsigned char all[MP_MANAGER_MESSAGE];
	ssize_t size = mp_proxy_call_from(proxy, method, NULL, 0, all, sizeof(all), caller);

	if (size < 0)
		return (int)size;
	size_t count = (size_t)size / item_size;
	memcpy(out, all, (count < capacity ? count : capacity) * item_size);
	return (int)count;
}

int mp_shared_value_get(const struct mp_proxy *value, struct mp_variant *out)
{
	return call(value, VALUE_GET, NULL, 0, out, sizeof(*out), CALLER);
}

int mp_shared_value_set(const struct mp_proxy *value, struct mp_variant to)
{
	return call(value, VALUE_SET, &to, sizeof(to), NULL, 0, CALLER);
}

int mp_shared_list_append(const struct mp_proxy *list, struct mp_variant item)
{
	return call(list, LIST_APPEND, &item, sizeof(item), NULL, 0, CALLER);
}

int mp_shared_list_get(const struct mp_proxy *list, unsigned index, struct mp_variant *out)
{
	return call(list, LIST_GET, &index, sizeof(index), out, sizeof(*out), CALLER);
}

int mp_shared_list_set(const struct mp_proxy *list, unsigned index, struct mp_variant to)
{
	struct indexed indexed;

	memset(&indexed, 0, sizeof(indexed)); /* its padding is sent too */
	indexed.index = index;
	indexed.item = to;
	return call(list, LIST_SET, &indexed, sizeof(indexed), NULL, 0, CALLER);
}

int mp_shared_list_length(const struct mp_proxy *list)
{
	return ask_number(list, LIST_LENGTH, CALLER);
}

int mp_shared_list_reverse(const struct mp_proxy *list)
{
	return call(list, LIST_REVERSE, NULL, 0, NULL, 0, CALLER);
}

int mp_shared_list_copy(const struct mp_proxy *list, struct mp_variant *out, unsigned capacity)
{
	return ask_array(list, LIST_COPY, out, sizeof(*out), capacity, CALLER);
}

int mp_shared_dict_set(const struct mp_proxy *dict, struct mp_variant key, struct mp_variant to)
{
	struct mp_shared_entry entry = {.key = key, .value = to};

	return call(dict, DICT_SET, &entry, sizeof(entry), NULL, 0, CALLER);
}

int mp_shared_dict_get(const struct mp_proxy *dict, struct mp_variant key, struct mp_variant *out)
{
	return call(dict, DICT_GET, &key, sizeof(key), out, sizeof(*out), CALLER);
}

int mp_shared_dict_length(const struct mp_proxy *dict)
{
	return ask_number(dict, DICT_LENGTH, CALLER);
}

int mp_shared_dict_copy(const struct mp_proxy *dict, struct mp_shared_entry *out, unsigned capacity)
{
	return ask_array(dict, DICT_COPY, out, sizeof(*out), capacity, CALLER);
}

int mp_shared_queue_put(const struct mp_proxy *queue, struct mp_variant item)
{
	return call(queue, QUEUE_PUT, &item, sizeof(item), NULL, 0, CALLER);
}

int mp_shared_queue_get(const struct mp_proxy *queue, struct mp_variant *out)
{
	return call(queue, QUEUE_GET, NULL, 0, out, sizeof(*out), CALLER);
}

int mp_shared_queue_size(const struct mp_proxy *queue)
{
	return ask_number(queue, QUEUE_SIZE, CALLER);
}

int mp_shared_lock_acquire(const struct mp_proxy *lock)
{
	return call(lock, LOCK_ACQUIRE, NULL, 0, NULL, 0, CALLER);
}

int mp_shared_lock_release(const struct mp_proxy *lock)
{
	return call(lock, LOCK_RELEASE, NULL, 0, NULL, 0, CALLER);
}
