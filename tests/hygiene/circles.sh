#!/bin/sh
# No circles in src/: files that need each other, over however many others, can only be read, tested
# and moved together. Circles of modules, a .c file with its header, that include each other's
# headers; and circles of .c files that use each other's functions, whichever headers say so: a
# common header for a whole folder would hide them, the objects do not. A table may name the rows of
# its kinds: they are data. Every circle is one line.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# Lines of a module and one whose header it includes. A private header is its file's, too.
modules() {
	for file in $(c_files src); do
		sed -n "s,^#[ \t]*include[ \t]*\"\(.*\)\.h\".*,${file#src/} \1,p" "$root/$file"
	done | sed 's,\.[ch] , ,; s,private/,,g'
}

# Lines of a .c file and one of which it uses a function. What the agent shows to others stands in
# for the C library's: to call it is to call that.
callers() {
	find "$build/src" -name '*.c.o' -exec readelf -sW {} + | awk -v root="$build/src/" '
		/^File: / {
			file = substr($2, length(root) + 1)
			is_shown = file ~ /^agent\//
			sub(/\.o$/, "", file)
			sub(/CMakeFiles\/[^\/]*\.dir\//, "", file)
			sub(/^[^\/]*\/__\//, "", file)
		}
		$4 == "FUNC" && $7 != "UND" && ($6 == "HIDDEN" || !is_shown) { home[$8] = file }
		$7 == "UND" && $8 { wanted[file " " $8] }
		END {
			for (both in wanted) {
				split(both, part, " ")
				if (part[2] in home)
					print part[1], home[part[2]]
			}
		}'
}

# From lines of two, all circles, each a line of its members.
circles() {
	awk '
	# All that can be come to from one; itself only if there is a way back.
	function walk(from,    queue, at, end, next_ones, n) {
		queue[end = 1] = from
		for (at = 1; at <= end; at++) {
			n = split(known[queue[at]], next_ones)
			for (; n; n--)
				if (!((from, next_ones[n]) in reached)) {
					reached[from, next_ones[n]]
					queue[++end] = next_ones[n]
				}
		}
	}

	$1 != $2 { known[$1] = known[$1] " " $2 }

	END {
		for (one in known)
			walk(one)
		for (one in known) {
			line = ""
			for (other in known)
				if (!(other in told) && (one, other) in reached &&
				    (other, one) in reached) {
					told[other]
					line = line " " other
				}
			if (line)
				print line
		}
	}' | while read -r members; do
		# shellcheck disable=SC2086 # a list of words
		printf '%s\n' $members | sort | paste -sd ' '
	done | sort
}

modules | circles >"$scratch/modules"
callers >"$scratch/callers"
[ -s "$scratch/callers" ] || wrong "no objects that use each other under $build/src"
circles <"$scratch/callers" >"$scratch/files"
while read -r circle; do
	wrong "include each other: $circle"
done <"$scratch/modules"
while read -r circle; do
	wrong "use each other: $circle"
done <"$scratch/files"
exit $failed
