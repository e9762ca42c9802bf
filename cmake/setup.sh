# What ./run, tests/run and .ci/run share: the packages and the build. Sourced, POSIX sh.
#
# The caller has set `root`, the folder of the project. Everything here speaks on standard error
# only: standard output belongs to the program that is started afterwards.

build_packages='gcc libc6-dev make cmake pkg-config libncurses-dev libcyaml-dev
	libyaml-dev libdw-dev libjansson-dev libseccomp-dev libxxhash-dev'
test_packages='binutils libcmocka-dev libvterm-dev tmux python3 clang clang-format'

say() {
	printf '%s\n' "$*" >&2
}

# make(1) cannot have a colon in a path: then everything is done by way of a link that has none.
without_colon() {
	links=${XDG_CACHE_HOME:-$HOME/.cache}/ipcstage
	link=$links/$(printf '%s' "$root" | cksum | tr -d ' ')
	mkdir -p "$links" && ln -sfn "$root" "$link" && root=$link
}

case $root in
*:*) without_colon || say "A path with a colon cannot be built in: $root" ;;
esac
build=$root/build
log=$build/run.log

# Print those of the packages that are not installed.
missing_packages() {
	installed=" $(dpkg-query -W -f '${Package}=${db:Status-Status} ' "$@" 2>/dev/null)"
	for package; do
		case $installed in
		*" $package=installed "*) ;;
		*) printf ' %s' "$package" ;;
		esac
	done
}

as_root() {
	[ "$(id -u)" = 0 ] || set -- sudo "$@"
	say "+ $*"
	"$@" </dev/null >&2
}

# Install packages; the lists are fetched first when they do not know one of them, and again when
# they turn out to be stale.
install_packages() {
	export DEBIAN_FRONTEND=noninteractive
	apt-cache show "$@" >/dev/null 2>&1 || as_root apt-get update
	as_root apt-get install -y --no-install-recommends "$@" && return
	as_root apt-get update && as_root apt-get install -y --no-install-recommends "$@"
}

# need_packages MODE PACKAGE...: see that the packages are there. MODE `ask` installs nothing.
need_packages() {
	mode=$1
	shift
	if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
		say 'Not Debian or Ubuntu, so nothing is installed here. What is needed, by its' \
			"Debian names: $*"
		return 0
	fi
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	say "Missing:$missing"
	if [ "$mode" = ask ]; then
		say "Install with: sudo apt-get install$missing"
		return 1
	fi
	if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
		say "There is no sudo here. Become root and install them: apt-get install$missing"
		return 1
	fi
	# shellcheck disable=SC2086 # a list of words
	install_packages $missing
}

# Run a command with its output in the log; show the log when the command fails.
logged() {
	"$@" >"$log" 2>&1 </dev/null && return
	cat "$log" >&2
	say "ipcstage: this failed: $*"
	return 1
}

# configure TESTS: ON or OFF; a folder that was configured with tests keeps them.
configure() {
	[ -f "$build/cmake_install.cmake" ] &&
		grep -q "^BUILD_TESTING:BOOL=\($1\|ON\)" "$build/CMakeCache.txt" && return
	say 'Configuring ...'
	logged cmake -S "$root" -B "$build" -DBUILD_TESTING="$1"
}

# build_project TESTS: configure where that is needed, and build. One at a time. The time that
# counts is that of the start: what is edited during a build is built by the next one.
build_project() {
	mkdir -p "$build" || return
	(
		flock 9
		touch "$build/.started"
		configure "$1" || exit
		say 'Building ...'
		logged cmake --build "$build" --parallel "$(nproc)" || exit
		mv "$build/.started" "$build/.built"
	) 9>"$build/.lock"
}

# Nothing has changed since the last build that went through: a few milliseconds.
is_built() {
	[ -x "$build/ipcstage" ] && [ -f "$build/.built" ] &&
		[ -z "$(find "$root/src" "$root/demos" "$root/cmake" \
			"$root/CMakeLists.txt" -newer "$build/.built" -print -quit)" ]
}
