/* One function for many items: map, and imap, which hands the results out one at a time. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "mp/pool.h"
#include "mp/private/pool_chunk.h"

/* Items on their way through a pool, in tasks of `chunk` items each. */
struct stream {
	struct mp_pool *pool;
	unsigned function;
	struct mp_pool_items items;
	size_t submitted, taken; /* items */
	size_t window;		 /* tasks[], a ring */
	struct mp_task *tasks;
	unsigned char *result; /* of a task */
	const void *caller;    /* see struct mp_pool_chunk */
};

struct mp_pool_imap {
	struct stream stream;
};

/* Python's rule: four tasks for each worker, so that one that is slow holds up little. */
static size_t usual_chunk(const struct mp_pool_settings *settings, size_t count)
{
	size_t tasks = 4 * (size_t)settings->workers;

	return (count + tasks - 1) / tasks;
}

static size_t fitting(size_t capacity, size_t each, size_t chunk)
{
	return each && capacity / each < chunk ? capacity / each : chunk;
}

static void stream_release(struct stream *stream)
{
	free(stream->result);
	free(stream->tasks);
}

static int stream_init(struct stream *stream, struct mp_pool *pool, unsigned function,
		       const struct mp_pool_items *items)
{
	const struct mp_pool_settings *settings = mp_pool_settings_of(pool);
	size_t chunk = items->chunk ? items->chunk : usual_chunk(settings, items->count);

	chunk = fitting(settings->argument_max, items->argument_size, chunk);
	chunk = fitting(settings->result_max, items->result_size, chunk);
	if (items->count && !chunk)
		return -EMSGSIZE;
	*stream = (struct stream){
		.pool = pool,
		.function = function,
		.items = *items,
		.window = settings->task_max,
		.tasks = calloc(settings->task_max, sizeof(*stream->tasks)),
		.result = malloc(settings->result_max + 1),
	};
	stream->items.chunk = (unsigned)chunk;
	if (stream->tasks && stream->result)
		return 0;
	stream_release(stream);
	return -ENOMEM;
}

static unsigned chunk_at(const struct stream *stream, size_t item)
{
	size_t left = stream->items.count - item;

	return left < stream->items.chunk ? (unsigned)left : stream->items.chunk;
}

static struct mp_task *task_of(struct stream *stream, size_t item)
{
	return &stream->tasks[item / stream->items.chunk % stream->window];
}

static int submit_next(struct stream *stream)
{
	const struct mp_pool_chunk chunk = {
		.arguments = (const char *)stream->items.arguments +
			     stream->submitted * stream->items.argument_size,
		.argument_size = stream->items.argument_size,
		.result_size = stream->items.result_size,
		.items = chunk_at(stream, stream->submitted),
		.caller = stream->caller,
	};
	int error = mp_pool_submit(stream->pool, stream->function, &chunk,
				   task_of(stream, stream->submitted));

	if (!error)
		stream->submitted += chunk.items;
	return error;
}

/* Submit as much as the pool takes. An error only when nothing is under way. */
static int submit_all(struct stream *stream)
{
	size_t under_way = stream->window * stream->items.chunk;
	int error = 0;

	while (!error && stream->submitted < stream->items.count &&
	       stream->submitted - stream->taken < under_way)
		error = submit_next(stream);
	return stream->submitted > stream->taken ? 0 : error;
}

/* Take the result of the next task. Returns its items, 0 after the last; or an error. */
static int take_next(struct stream *stream, ssize_t *outcome, long timeout_ms)
{
	int error = submit_all(stream);

	if (error || stream->taken == stream->items.count)
		return error;
	unsigned items = chunk_at(stream, stream->taken);
	*outcome = mp_pool_get_from(stream->pool, *task_of(stream, stream->taken), stream->result,
				    mp_pool_settings_of(stream->pool)->result_max, timeout_ms,
				    stream->caller);
	if (timeout_ms >= 0 && (*outcome == -EAGAIN || *outcome == -ETIMEDOUT))
		return (int)*outcome;
	stream->taken += items;
	return (int)items;
}

static int map_all(struct stream *stream, unsigned char *results)
{
	size_t size = stream->items.result_size;
	int items, failed = 0;
	ssize_t outcome = 0;

	while ((items = take_next(stream, &outcome, MP_FOREVER)) > 0) {
		if (outcome < 0 && !failed)
			failed = (int)outcome;
		if (outcome > 0)
			memcpy(results + (stream->taken - (size_t)items) * size, stream->result,
			       (size_t)outcome);
	}
	return items < 0 ? items : failed;
}

int mp_pool_map(struct mp_pool *pool, unsigned function, const struct mp_pool_items *items,
		void *results)
{
	struct stream stream;
	int error = stream_init(&stream, pool, function, items);

	if (error)
		return error;
	stream.caller = __builtin_return_address(0);
	error = map_all(&stream, results);
	stream_release(&stream);
	return error;
}

int mp_pool_imap_new(struct mp_pool_imap **out, struct mp_pool *pool, unsigned function,
		     const struct mp_pool_items *items)
{
	struct mp_pool_items single = *items;
	struct mp_pool_imap *imap = malloc(sizeof(*imap));

	if (!imap)
		return -ENOMEM;
	single.chunk = 1;
	int error = stream_init(&imap->stream, pool, function, &single);
	if (error) {
		free(imap);
		return error;
	}
	*out = imap;
	return 0;
}

void mp_pool_imap_free(struct mp_pool_imap *imap)
{
	ssize_t outcome;

	if (!imap)
		return;
	imap->stream.items.count = imap->stream.submitted;
	imap->stream.caller = __builtin_return_address(0);
	while (take_next(&imap->stream, &outcome, MP_FOREVER) > 0)
		;
	stream_release(&imap->stream);
	free(imap);
}

int mp_pool_imap_next(struct mp_pool_imap *imap, void *result, ssize_t *outcome, long timeout_ms)
{
	imap->stream.caller = __builtin_return_address(0);
	int items = take_next(&imap->stream, outcome, timeout_ms);

	if (items > 0 && *outcome > 0)
		memcpy(result, imap->stream.result, (size_t)*outcome);
	return items;
}
