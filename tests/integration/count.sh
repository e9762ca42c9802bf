#!/bin/sh
# Every schedule one by one, without src/explore: as many as explore counts. tests/count does it.
. "$(dirname -- "$0")/lib.sh"

rows count.table
set --
while IFS= read -r program; do
	set -- "$@" "$program"
done <"$scratch/rows"
"$here/../count" --build "$build" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null ||
	wrong 'a count is not the same'
grep -Eq 'skipped|no count' "$scratch/out" && wrong 'a program of count.table is not counted'
is_first || exit $failed

# An explore that counts wrong is found out.
mkdir "$scratch/build"
cat >"$scratch/build/ipcstage" <<END
#!/bin/sh
"$ipcstage" "\$@" | if [ "\$1" = explore ]; then sed 's/"interleavings": 4/"interleavings": 5/'; else cat; fi
END
chmod +x "$scratch/build/ipcstage"
"$here/../count" --build "$scratch/build" 'counter -t no-lock -p rounds=1' >"$scratch/out" 2>&1
[ $? -eq 1 ] || wrong 'a wrong count is the same'
grep -q 'memory -j1: counter=1 unexpected: 5, and there are 4$' "$scratch/out" ||
	wrong 'a wrong count is not told'
exit $failed
