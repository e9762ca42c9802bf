#include "control/by_value.h"

#include <dwarf.h>
#include <string.h>

static bool is_structure(Dwarf_Die *type)
{
	switch (dwarf_tag(type)) {
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_class_type:
		return true;
	default:
		return false;
	}
}

/* The type of what a DIE describes, without typedef, const and the like. */
static bool type_of(Dwarf_Die *of, Dwarf_Die *type)
{
	Dwarf_Attribute found;

	return dwarf_attr_integrate(of, DW_AT_type, &found) && dwarf_formref_die(&found, type) &&
	       dwarf_peel_type(type, type) == 0;
}

static bool is_of(Dwarf_Die *die, Dwarf_Die *wanted)
{
	Dwarf_Die type;

	return type_of(die, &type) && dwarf_dieoffset(&type) == dwarf_dieoffset(wanted);
}

/* siginfo_t and sigevent_t have a union sigval, and are hardly ever shared. */
static bool is_of_signals(Dwarf_Die *structure)
{
	const char *file = dwarf_decl_file(structure);

	return file && strstr(file, "/types/sig");
}

static bool has_member(Dwarf_Die *structure, Dwarf_Die *wanted)
{
	Dwarf_Die member;

	if (is_of_signals(structure) || dwarf_child(structure, &member) != 0)
		return false;
	do {
		if (dwarf_tag(&member) == DW_TAG_member && is_of(&member, wanted))
			return true;
	} while (dwarf_siblingof(&member, &member) == 0);
	return false;
}

/* A variable or a parameter. */
static bool points_to(Dwarf_Die *die, Dwarf_Die *wanted)
{
	int tag = dwarf_tag(die);
	Dwarf_Die type;

	return (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) && type_of(die, &type) &&
	       dwarf_tag(&type) == DW_TAG_pointer_type && is_of(&type, wanted);
}

/* Whether one of a function, or of a block in it, does. */
static bool has_pointer(Dwarf_Die *scope, Dwarf_Die *wanted)
{
	Dwarf_Die die;

	if (dwarf_child(scope, &die) != 0)
		return false;
	do {
		if (points_to(&die, wanted) ||
		    (dwarf_tag(&die) == DW_TAG_lexical_block && has_pointer(&die, wanted)))
			return true;
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

static bool is_the_systems(Dwarf_Die *die)
{
	const char *file = dwarf_decl_file(die);

	return file && strncmp(file, "/usr/", 5) == 0;
}

/* Whether the program has it elsewhere than in local variables: what that is may be shared. */
static bool is_elsewhere(Dwarf_Die *unit, Dwarf_Die *wanted)
{
	Dwarf_Die die;

	if (dwarf_child(unit, &die) != 0)
		return false;
	do {
		int tag = dwarf_tag(&die);

		if (is_structure(&die) && has_member(&die, wanted))
			return true;
		if ((tag == DW_TAG_array_type || tag == DW_TAG_variable) && is_of(&die, wanted))
			return true;
		if (points_to(&die, wanted) || (tag == DW_TAG_subprogram && !is_the_systems(&die) &&
						has_pointer(&die, wanted)))
			return true;
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

/* libmp's handles stand for what is shared, and each process has its own. */
static bool is_handle(Dwarf_Die *type)
{
	const char *file = dwarf_decl_file(type);

	return file && strstr(file, "/mp/");
}

static bool may_be_shared(Dwarf_Die *unit, Dwarf_Die *of)
{
	Dwarf_Die type;

	return type_of(of, &type) && is_structure(&type) && !is_handle(&type) &&
	       (!is_the_systems(&type) || is_elsewhere(unit, &type));
}

bool by_value_passes(Dwarf_Die *unit, Dwarf_Die *function)
{
	Dwarf_Die child;

	if (may_be_shared(unit, function))
		return true;
	if (dwarf_child(function, &child) != 0)
		return false;
	do {
		if (dwarf_tag(&child) == DW_TAG_formal_parameter && may_be_shared(unit, &child))
			return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}
