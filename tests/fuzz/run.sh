#!/bin/sh
# run.sh BUILD TARGET [OPTION | FOLDER]... - the corpus of a fuzz target, then new inputs.
#
# What fails is kept in the corpus, by libFuzzer's name for it (crash-, timeout-, leak-,
# oom-HASH), and so is replayed by each `make check` from then on.
build=$1 target=$2 corpus=tests/corpus/$2
shift 2
log=$build/fuzz/$target.log
mkdir -p "$build/fuzz/new/$target" "$corpus"
echo "  FUZZ   $target"
# The first folder is where new inputs go.
if "$build/fuzz/$target" -max_len=65536 -timeout=20 -rss_limit_mb=2048 -report_slow_units=60 \
	-artifact_prefix="$corpus/" "$build/fuzz/new/$target" "$corpus" "$@" > "$log" 2>&1; then
	grep -o 'DONE .*' "$log" | sed 's/^/         /'
	exit 0
fi
tail -n 40 "$log"
sed -n "s|.*Test unit written to \(.*\)|kept: \1\nreplay: $build/fuzz/$target \1|p" "$log"
exit 1
