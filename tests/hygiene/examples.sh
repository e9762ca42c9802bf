#!/bin/sh
# What the README shows of the command line is what is printed: each command of its ```console
# blocks is run, with ./run being the built program, and the whole is compared.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/build"
ln -s "$root/demos" "$root/tests" "$scratch"
ln -s "$build/ipcstage" "$scratch/run"
cd "$scratch" || exit
awk '/^```/ { inside = $0 == "```console"; next } inside' "$root/README.md" >told
grep '^\$ ' told | while read -r _ command; do
	printf '$ %s\n' "$command"
	sh -c "$command" </dev/null 2>&1
done >real
[ -s told ] || wrong 'README.md: no ```console block'
diff -u told real || wrong 'README.md: the lines with - are no longer true'
exit $failed
