/*
 * A name is made of what lies at the way's beginning, and of the members, elements and pointers on
 * it. It ends where the type is as large as what is accessed, or has no parts that are: an array of
 * numbers is one thing, of structures each has its own.
 */
#include "control/naming.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DIMENSIONS = 4 };

/* A name as it grows, and what it has come to. */
struct path {
	char name[TRACE_NAME];
	Dwarf_Die type;
	uint64_t offset; /* of the place in that */
	uint64_t size;	 /* of what has no type */
	bool fits;	 /* it has not become too long */
	uint32_t each;	 /* as in struct label, and these */
	bool is_indexed, is_scalar, is_vague;
};

__attribute__((format(printf, 2, 3))) static void add(struct path *path, const char *format, ...)
{
	size_t length = strlen(path->name), left = sizeof(path->name) - length;
	va_list list;
	int added;

	va_start(list, format);
	added = vsnprintf(path->name + length, left, format, list);
	va_end(list);
	path->fits = path->fits && added >= 0 && (size_t)added < left;
}

/* --- types ------------------------------------------------------------------------------------ */

static uint64_t size_of(Dwarf_Die *type)
{
	Dwarf_Word size = 0;

	return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

/* What `die` is of, without its names and qualifiers. */
static bool type_of(Dwarf_Die *die, Dwarf_Die *out)
{
	Dwarf_Attribute attribute;
	Dwarf_Die named;

	return dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute), &named) &&
	       dwarf_peel_type(&named, out) == 0;
}

static uint64_t place_of(Dwarf_Die *member)
{
	Dwarf_Attribute attribute;
	Dwarf_Word offset = 0;

	if (dwarf_attr_integrate(member, DW_AT_data_member_location, &attribute))
		dwarf_formudata(&attribute, &offset);
	return offset;
}

/* The member of a structure that a place lies in. */
static bool find_member(Dwarf_Die *structure, uint64_t offset, Dwarf_Die *member, Dwarf_Die *type)
{
	if (dwarf_child(structure, member) != 0)
		return false;
	do {
		if (dwarf_tag(member) == DW_TAG_member && type_of(member, type) &&
		    offset - place_of(member) < size_of(type))
			return true;
	} while (dwarf_siblingof(member, member) == 0);
	return false;
}

static bool enter_structure(struct path *path, uint32_t size, const char *link)
{
	Dwarf_Die member, type;

	if (!find_member(&path->type, path->offset, &member, &type) || size_of(&type) < size)
		return false;
	if (dwarf_diename(&member))
		add(path, "%s%s", link, dwarf_diename(&member));
	path->offset -= place_of(&member);
	path->type = type;
	return true;
}

static bool has_parts(Dwarf_Die *type)
{
	int tag = dwarf_tag(type);

	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_array_type || tag == DW_TAG_union_type;
}

static uint64_t number_of(Dwarf_Die *die, unsigned name, uint64_t otherwise)
{
	Dwarf_Attribute attribute;
	Dwarf_Word number;

	return dwarf_attr(die, name, &attribute) && dwarf_formudata(&attribute, &number) == 0
		       ? number
		       : otherwise;
}

/* How many elements an array has in each of its dimensions; returns how many these are. */
static unsigned dimensions_of(Dwarf_Die *array, uint64_t counts[DIMENSIONS])
{
	unsigned found = 0;
	Dwarf_Die die;

	if (dwarf_child(array, &die) != 0)
		return 0;
	do {
		if (dwarf_tag(&die) == DW_TAG_subrange_type && found < DIMENSIONS)
			counts[found++] = number_of(&die, DW_AT_count,
						    number_of(&die, DW_AT_upper_bound, 0) + 1);
	} while (dwarf_siblingof(&die, &die) == 0);
	return found;
}

/* A row of numbers is one thing; of other elements each is. */
static bool enter_element(struct path *path, uint32_t size)
{
	uint64_t counts[DIMENSIONS], each = size_of(&path->type);
	unsigned dimensions = dimensions_of(&path->type, counts);
	bool is_entered = false;
	Dwarf_Die element;

	if (!type_of(&path->type, &element))
		return false;
	for (unsigned i = 0; i + !has_parts(&element) < dimensions; i++) {
		each /= counts[i] ? counts[i] : 1;
		if (each < size || each == 0)
			return false;
		add(path, "[%llu]", (unsigned long long)(path->offset / each));
		path->offset %= each;
		is_entered = true;
	}
	if (is_entered && !has_parts(&element))
		path->size = each;
	if (!has_parts(&element))
		path->each = (uint32_t)size_of(&element);
	path->type = element;
	return is_entered && !path->size;
}

/* `link`: before the name of a member, "." or where a pointer has led there "->". */
static void descend(struct path *path, uint32_t size, const char *link)
{
	bool goes_on = true;

	while (goes_on && !(path->offset == 0 && size_of(&path->type) == size)) {
		switch (dwarf_tag(&path->type)) {
		case DW_TAG_structure_type:
		case DW_TAG_class_type:
			goes_on = enter_structure(path, size, link);
			break;
		case DW_TAG_array_type:
			goes_on = enter_element(path, size);
			break;
		default:
			goes_on = false;
		}
		link = ".";
	}
}

/* "*name" */
static void point(struct path *path)
{
	char pointer[TRACE_NAME];

	memcpy(pointer, path->name, sizeof(pointer));
	path->name[0] = '\0';
	add(path, "*%s", pointer);
}

/* Where a pointer leads to: to one thing, or to several in a row. */
static bool follow(struct path *path, uint32_t behind, uint32_t room, uint32_t size)
{
	enum { SMALLEST = 24 /* bytes of a block, however little was asked for */ };
	const char *link = "->";
	uint64_t each;

	if (path->size || path->offset || dwarf_tag(&path->type) != DW_TAG_pointer_type)
		return false;
	each = type_of(&path->type, &path->type) ? size_of(&path->type) : 0;
	path->is_vague |= each == 0;
	path->is_scalar = each && !has_parts(&path->type);
	if (each == 0) {
		point(path);
		path->offset = behind;
		path->size = room;
		return true;
	}
	path->offset = behind % each;
	if (behind >= each || (room > SMALLEST && room >= 2 * each)) {
		add(path, "[%llu]", (unsigned long long)(behind / each));
		path->is_indexed = true;
		link = ".";
	} else if (!has_parts(&path->type)) {
		point(path);
	}
	descend(path, size, link);
	return true;
}

/* --- variables -------------------------------------------------------------------------------- */

/*
 * Where the frame of a function is, as seen from what its locals are found by: its CFA, or with
 * clang what rbp points to, or its stack pointer.
 */
static bool frame_distance(Dwarf_Die *function, const struct label_way *way, int64_t *distance)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *expression;
	size_t length;

	*distance = 0;
	if (!dwarf_attr_integrate(function, DW_AT_frame_base, &attribute) ||
	    dwarf_getlocation(&attribute, &expression, &length) != 0 || length != 1)
		return false;
	if (expression[0].atom == DW_OP_reg6)
		*distance = -16;
	else if (expression[0].atom == DW_OP_reg7)
		*distance = -(int64_t)way->frame;
	else
		return expression[0].atom == DW_OP_call_frame_cfa;
	return *distance != 0;
}

/* clang keeps addresses in a table. */
static bool is_address(Dwarf_Attribute *location, Dwarf_Op *operation, int64_t *at)
{
	Dwarf_Attribute entry;
	Dwarf_Addr address;

	if (operation->atom == DW_OP_addr) {
		*at = (int64_t)operation->number;
		return true;
	}
	if (operation->atom != DW_OP_addrx ||
	    dwarf_getlocation_attr(location, operation, &entry) != 0 ||
	    dwarf_formaddr(&entry, &address) != 0)
		return false;
	*at = (int64_t)address;
	return true;
}

/* Where a variable is while this code is under way: in one place. */
static bool find_location(Dwarf_Attribute *attribute, Dwarf_Addr code, Dwarf_Op *out)
{
	Dwarf_Op *expression;
	size_t length;

	if (dwarf_getlocation_addr(attribute, code, &expression, &length, 1) != 1 || length != 1)
		return false;
	*out = expression[0];
	return true;
}

/* It may be said to be there only from behind the call on. */
static bool is_in_register(Dwarf_Attribute *attribute, const struct label_way *way)
{
	Dwarf_Op place;

	for (unsigned i = 0; i < 2; i++) {
		if (find_location(attribute, way->function + i, &place) &&
		    place.atom == DW_OP_reg0 + way->at)
			return true;
	}
	return false;
}

/* Where a variable is, in the terms of such a way. */
static bool is_at(Dwarf_Die *variable, const struct label_way *way, int64_t *at)
{
	Dwarf_Attribute attribute;
	Dwarf_Op place;

	if (!dwarf_attr_integrate(variable, DW_AT_location, &attribute))
		return false;
	if (way->base == LABEL_REGISTER)
		return is_in_register(&attribute, way);
	if (!find_location(&attribute, way->function, &place))
		return false;
	if (way->base == LABEL_STATIC)
		return is_address(&attribute, &place, at);
	*at = (int64_t)place.number;
	return place.atom == DW_OP_fbreg;
}

static bool follow_way(const struct label_way *way, struct path *path)
{
	descend(path, way->hops ? sizeof(uint64_t) : way->size, ".");
	for (uint32_t i = 0; i < way->hops && i < LABEL_HOPS; i++) {
		uint32_t size = i + 1 == way->hops ? way->size : sizeof(uint64_t);

		if (!follow(path, way->behind[i], way->room[i], size))
			return false;
	}
	return path->fits;
}

/* Its way begins so many bytes behind where this variable does. */
static void answer(struct label *label, Dwarf_Die *variable, Dwarf_Die *type, uint64_t offset)
{
	struct path path = {.type = *type, .offset = offset, .fits = true};

	label->is_answered = true;
	add(&path, "%s", dwarf_diename(variable));
	if (!follow_way(&label->way, &path))
		return;
	label->before = (uint32_t)path.offset;
	label->size = (uint32_t)(path.size ? path.size : size_of(&path.type));
	label->each = path.each;
	label->is_indexed = path.is_indexed;
	label->is_scalar = path.is_scalar;
	label->is_vague = path.is_vague;
	memcpy(label->name, path.name, sizeof(label->name));
}

/* What is done with each variable. */
typedef void visit(void *context, Dwarf_Die *variable, Dwarf_Die *type);

static bool is_variable(Dwarf_Die *die)
{
	return dwarf_tag(die) == DW_TAG_variable || dwarf_tag(die) == DW_TAG_formal_parameter;
}

static bool is_block(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_lexical_block || tag == DW_TAG_subprogram || tag == DW_TAG_namespace ||
	       tag == DW_TAG_inlined_subroutine;
}

/* Whether what is declared in it is there at `code`; 0 is anywhere. */
static bool is_there(Dwarf_Die *block, Dwarf_Addr code)
{
	int tag = dwarf_tag(block);

	if (!code)
		return tag != DW_TAG_inlined_subroutine;
	return (tag != DW_TAG_lexical_block && tag != DW_TAG_inlined_subroutine) ||
	       dwarf_haspc(block, code) == 1;
}

/*
 * In a unit, or in the blocks of a function: those within functions, too. With `code` only those
 * that are under way there.
 */
static void each_variable(Dwarf_Die *parent, Dwarf_Addr code, visit *done, void *context)
{
	Dwarf_Die die, type;

	if (dwarf_child(parent, &die) != 0)
		return;
	do {
		if (is_variable(&die) && dwarf_diename(&die) && type_of(&die, &type))
			done(context, &die, &type);
		if (is_block(&die) && is_there(&die, code))
			each_variable(&die, code, done, context);
	} while (dwarf_siblingof(&die, &die) == 0);
}

/* --- in the program's file -------------------------------------------------------------------- */

static void answer_static(void *context, Dwarf_Die *variable, Dwarf_Die *type)
{
	static const struct label_way anywhere = {.base = LABEL_STATIC};
	struct labels *labels = context;
	uint64_t size = 0;
	int64_t at;

	if (is_at(variable, &anywhere, &at))
		size = size_of(type);
	for (uint32_t i = 0; size && i < labels->count && i < LIMIT_LABELS; i++) {
		struct label *label = &labels->all[i];

		if (!label->is_answered && label->way.base == LABEL_STATIC &&
		    (uint64_t)(label->way.at - at) < size)
			answer(label, variable, type, (uint64_t)(label->way.at - at));
	}
}

static void answer_all_static(Dwarf *dwarf, struct labels *labels)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;

	while (dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0)
		each_variable(&die, 0, answer_static, labels);
}

/* --- in a frame ------------------------------------------------------------------------------- */

struct local {
	struct label *label;
	int64_t distance; /* from the frame, where its locals are counted from */
};

static void answer_local(void *context, Dwarf_Die *variable, Dwarf_Die *type)
{
	const struct local *local = context;
	struct label *label = local->label;
	int64_t at = 0;

	if (label->is_answered || !is_at(variable, &label->way, &at))
		return;
	if (label->way.base == LABEL_REGISTER)
		answer(label, variable, type, 0);
	else if ((uint64_t)(label->way.at - at - local->distance) < size_of(type))
		answer(label, variable, type, (uint64_t)(label->way.at - at - local->distance));
}

/* clang has no table of which code is in which unit. */
static bool find_unit(Dwarf *dwarf, Dwarf_Addr code, Dwarf_Die *out)
{
	Dwarf_CU *unit = NULL;

	while (dwarf_get_units(dwarf, unit, &unit, NULL, NULL, out, NULL) == 0) {
		if (dwarf_haspc(out, code) == 1)
			return true;
	}
	return false;
}

static bool find_function(Dwarf *dwarf, Dwarf_Addr code, Dwarf_Die *out)
{
	Dwarf_Die unit;

	if (!find_unit(dwarf, code, &unit) || dwarf_child(&unit, out) != 0)
		return false;
	do {
		if (dwarf_tag(out) == DW_TAG_subprogram && dwarf_haspc(out, code) == 1)
			return true;
	} while (dwarf_siblingof(out, out) == 0);
	return false;
}

/* "producer()" */
static void answer_function(Dwarf_Die *function, struct label *label)
{
	struct path path = {.fits = true};

	if (!dwarf_diename(function))
		return;
	add(&path, "%s()", dwarf_diename(function));
	if (path.fits)
		memcpy(label->name, path.name, sizeof(label->name));
}

static void answer_in_function(Dwarf *dwarf, struct label *label)
{
	struct local local = {.label = label};
	Dwarf_Die function;

	if (!find_function(dwarf, label->way.function, &function))
		return;
	if (label->way.base == LABEL_FUNCTION)
		answer_function(&function, label);
	else if (label->way.base == LABEL_REGISTER ||
		 frame_distance(&function, &label->way, &local.distance))
		each_variable(&function, label->way.function, answer_local, &local);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void answer_each(Dwarf *dwarf, struct labels *labels)
{
	bool is_static = false;

	for (uint32_t i = 0; i < labels->count && i < LIMIT_LABELS; i++) {
		struct label *label = &labels->all[i];

		is_static |= !label->is_answered && label->way.base == LABEL_STATIC;
		if (!label->is_answered && label->way.base != LABEL_STATIC)
			answer_in_function(dwarf, label);
	}
	if (is_static)
		answer_all_static(dwarf, labels);
	for (uint32_t i = 0; i < labels->count && i < LIMIT_LABELS; i++)
		labels->all[i].is_answered = true;
}

void naming_answer(const char *program, struct labels *labels)
{
	int fd = labels->count ? open(program, O_RDONLY | O_CLOEXEC) : -1;
	Dwarf *dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);

	if (dwarf)
		answer_each(dwarf, labels);
	dwarf_end(dwarf);
	if (fd >= 0)
		close(fd);
}
