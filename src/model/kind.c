#include "model/kind.h"

#include <string.h>
#include "trace/operation.h"

/* The column of kinds.def that is this layer's: what each kind knows and says. */
static const struct kind_model *const kind_models[OBJECT_KINDS] = {
	[OBJECT_NONE] = &mapping_model,
#define KIND(name, folder, ...) [OBJECT_##name] = &folder##_model,
#include "kinds/kinds.def"
#undef KIND
};

const struct kind_model *kind_model(unsigned kind)
{
	return kind_models[kind < OBJECT_KINDS ? kind : OBJECT_NONE];
}

const struct value_state *object_value(const struct object *object)
{
	const struct kind_model *model = kind_model(object->kind);
	return model->value ? model->value(object) : NULL;
}

const struct item *object_item(const struct object *object, uint64_t id)
{
	const struct kind_model *model = kind_model(object->kind);
	return model->item ? model->item(object, id) : NULL;
}

enum lock_use object_lock(const struct object *object)
{
	const struct kind_model *model = kind_model(object->kind);
	return model->lock ? model->lock(object) : LOCK_NONE;
}

unsigned object_tokens_of(const struct object *object, unsigned actor)
{
	const struct kind_model *model = kind_model(object->kind);
	return model->tokens_of ? model->tokens_of(object, actor) : 0;
}

struct set object_holders(const struct object *object)
{
	const struct kind_model *type = kind_model(object->kind);
	return type->holders ? type->holders(object) : set_none();
}

void kind_say_failed(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u fails at %s (%s): %s", record->actor, object->name,
		  operation_word(record->operation), strerror(record->error));
}
