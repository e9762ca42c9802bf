#include "agent/core/families.h"

extern const struct family family_process, family_stream, family_crash, family_memory,
	family_descriptors, family_file, family_file_lock, family_mutex, family_rwlock,
	family_signal, family_thread, family_guard, family_made_up, family_timer, family_ticks,
	family_library, family_bare_libraries, family_stream_lock, family_segment,
	family_semaphore_set, family_wait_order;

/* A family's row is in its own file; here is their order. */
static const struct family *const families[] = {
	&family_process,	&family_stream,	     &family_crash,	&family_memory,
	&family_descriptors,	&family_file,	     &family_file_lock, &family_mutex,
	&family_rwlock,		&family_signal,	     &family_thread,	&family_guard,
	&family_made_up,	&family_timer,	     &family_ticks,	&family_library,
	&family_bare_libraries, &family_stream_lock, &family_segment,	&family_semaphore_set,
	&family_wait_order,
};

enum { FAMILIES = sizeof(families) / sizeof(families[0]) };

void families_start(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_start)
			families[i]->on_start();
	}
}

void families_serve(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_serve)
			families[i]->on_serve();
	}
}

void families_image(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_image)
			families[i]->on_image();
	}
}

void families_begin(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_begin)
			families[i]->on_begin();
	}
}

void families_share(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_share)
			families[i]->on_share();
	}
}

void families_exec(uint32_t where)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_exec)
			families[i]->on_exec(where);
	}
}

void families_stay(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_stay)
			families[i]->on_stay();
	}
}

void families_told(const struct record *record)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_told)
			families[i]->on_told(record);
	}
}

void families_due(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_due)
			families[i]->on_due();
	}
}

uint64_t families_ends_early(const struct intent *intent)
{
	uint64_t signals = 0;

	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->ends_early)
			signals |= families[i]->ends_early(intent);
	}
	return signals;
}

void families_doom(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_doom)
			families[i]->on_doom();
	}
}

void families_leave(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_leave)
			families[i]->on_leave();
	}
}

void families_end(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_end)
			families[i]->on_end();
	}
}

void families_park(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_park)
			families[i]->on_park();
	}
}

void families_key(void)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->on_key)
			families[i]->on_key();
	}
}

struct hash families_hash(void)
{
	struct hash hash = hash_none();

	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->hash)
			hash = hash_join(hash, families[i]->hash());
	}
	return hash;
}

const struct owner_words *families_owner_words(unsigned kind)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		if (families[i]->owner_words && families[i]->owner_words->kind == kind)
			return families[i]->owner_words;
	}
	return NULL;
}
