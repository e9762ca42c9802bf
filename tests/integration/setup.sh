#!/bin/sh
# What ./run does before it builds: packages that are missing where there is no sudo, and a path
# that make(1) cannot have.
. "$(dirname -- "$0")/lib.sh"

project=$(CDPATH='' cd -- "$here/../.." && pwd)

# A machine on which nothing is installed, and where one is not root.
mkdir "$scratch/bin"
for tool in sh cat cksum tr mkdir ln; do
	ln -s "$(command -v $tool)" "$scratch/bin/$tool"
done
printf '#!/bin/sh\n' >"$scratch/bin/dpkg-query"
printf '#!/bin/sh\n' >"$scratch/bin/apt-get"
printf '#!/bin/sh\necho 1000\n' >"$scratch/bin/id"
chmod +x "$scratch/bin"/*

# shellcheck disable=SC2016 # for the shell inside
PATH=$scratch/bin root=$project sh -c '. "$root/cmake/setup.sh"; need_packages install make gcc' \
	>"$scratch/out" 2>"$scratch/err"
[ $? -eq 1 ] || wrong 'packages are missing, and that is no failure'
grep -qx 'There is no sudo here. Become root and install them: apt-get install make gcc' \
	"$scratch/err" || wrong 'it is not said what to do without sudo'
grep -q 'not found' "$scratch/err" && wrong 'sudo was tried'

# A path with a colon has a name without one, which is the same folder, today and tomorrow.
mkdir "$scratch/a:b" && ln -s "$project/cmake" "$scratch/a:b/cmake"
for time in once again; do
	# shellcheck disable=SC2016
	XDG_CACHE_HOME=$scratch/cache root="$scratch/a:b" sh -c \
		'. "$root/cmake/setup.sh"; printf "%s\n" "$build"' >"$scratch/$time"
done
case $(cat "$scratch/once") in
*:*) wrong 'it would be built in a path with a colon' ;;
esac
cmp -s "$scratch/once" "$scratch/again" || wrong 'it has another name every time'
[ "$(dirname "$(cat "$scratch/once")")" -ef "$scratch/a:b" ] || wrong 'it is another folder'
exit $failed
