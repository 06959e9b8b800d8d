#!/bin/sh
# Lets every fuzzer of build/fuzz/bin run for so many minutes, one after the other, from seeds of this repository.
#   cmake --preset fuzz && cmake --build --preset fuzz && tests/fuzz/run.sh [MINUTES] [FOLDER]
# FOLDER (build/fuzz/corpus) keeps what was found; inputs that fail lie beside it as crash-*, slow-unit-*, timeout-*.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
minutes=${1:-1} corpus=${2:-$top/build/fuzz/corpus}
bin=$top/build/fuzz/bin
seeds() {
  case $1 in
    read_yaml | read_a_scenario) cp "$top"/configs/*.yaml "$2" ;;
    read_a_design) for file in "$top"/experiments/*/*.yaml; do cp "$file" "$2/$(basename "$(dirname "$file")")_$(basename "$file")"; done ;;
    read_csv) for file in "$top"/configs/*/*.csv; do head -c 4000 "$file" > "$2/$(basename "$file")"; done ;;
    read_points_of_a_design) printf 'duty.strength,pooling.floor\n0,0.5\n1,0.25\n' > "$2/points" ;;
    read_an_override) printf 'pooling.floor=0.5' > "$2/one"; printf 'deadline.date=never' > "$2/two" ;;
    read_policies_of_overrides) printf 'duty.strength@S0001=1\npooling.floor@North,T0001=0.5' > "$2/one"
      printf 'deadline.date@S0002=2019/20 Q1\nparameters.support.given_support@S0001,S0002=1\nseed=3' > "$2/two" ;;
    read_an_expression) grep -o '`[^`]* [^`]*`' "$top/docs/sweeps.md" | tr -d '`' | split -l 1 - "$2/of_the_page_" ;;
    read_a_search) sed '1,/^search:/d' "$top/experiments/examples/search.yaml" > "$2/example"
      printf '  generations: 3\n  outcome: real\n  better: more\n  aims: [{outcome: real, at_least: 1, in: 0.5}]\n' > "$2/aims" ;;
    read_evidence) printf 'Concord evidence 1\ndataset\t/a\t2x3\t1\t%s %s\nattribute\t/\tb\t%s' \
      0123456789abcdef0123456789abcdef 0123456789abcdef0123456789abcdee 0123456789abcdef0123456789abcdef > "$2/one" ;;
    read_hdf5) [ -e "$2/run" ] || "$bin/concord" run "$top/configs/teaching_two_systems.yaml" --quarters 2 --replicates 1 --record summary -o "$2/run" --quiet ;;
  esac
}
failed=0
# What the library of HDF5 leaks when a file is damaged is not ours.
mkdir -p "$corpus"
printf 'leak:libhdf5\n' > "$corpus/not_ours"
export LSAN_OPTIONS="suppressions=$corpus/not_ours"
for program in "$bin"/fuzz_*; do
  reader=${program##*/fuzz_}
  mkdir -p "$corpus/$reader"
  seeds "$reader" "$corpus/$reader"
  printf '== %s\n' "$reader"
  (cd "$corpus" && "$program" -max_total_time=$((60 * minutes)) -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="$corpus/$reader-" \
    "$reader" 2>&1 | grep -E 'stat::number_of_executed_units|stat::average_exec|ERROR|SUMMARY|BINGO') || failed=1
done
rm -rf /dev/shm/concord-fuzz-*
exit $failed
