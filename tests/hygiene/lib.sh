# What the checks share. Each is called as CHECK.sh ROOT [BUILD] and ends with status 0 or 1, or 77
# when a tool it needs is not there.

root=${1:?the root of the project}
failed=0

# Report what is wrong; goes on, so that one run shows all of it.
wrong() {
	printf '%s\n' "$*"
	failed=1
}

# The C files under some folders of the project, relative to its root; folders may be missing.
c_files() {
	for folder; do
		[ -d "$root/$folder" ] && (cd "$root" && find "$folder" -name '*.[ch]')
	done | sort
}

# The project's documents, relative to its root.
documents() {
	(cd "$root" && find . \( -name '.?*' -o -name 'build*' \) -prune -o -name '*.md' -print) |
		sed 's,^\./,,' | sort
}
