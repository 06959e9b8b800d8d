#!/bin/sh
# The whole calibration, from nothing to the tables of points that are kept, the results of docs/calibration.md and the page
# itself. Some eight minutes on one core, half on two. What is there is not simulated again, unless its plan (model, scenario,
# design or points) is another one; the same points come out every time.
#
#   experiments/calibration/calibrate.sh PROGRAM [THREADS]      # PROGRAM: build/release/bin/concord, say
set -eu
program=$(realpath "$1")
threads=${2:-1}
cd "$(dirname "$0")/../.."
here=experiments/calibration
results=$here/results
out=out/calibration # the designs of later waves look for their points there
mkdir -p "$out" "$results"

# Campaigns of another plan are of no use.
forget_another_plan() {
  rm -rf "$out/plan_now"
  "$program" sweep "$here/$1.yaml" -o "$out/plan_now" --plan-only --quiet
  if [ -e "$out/$1" ] && ! cmp -s "$out/$1/plan.yaml" "$out/plan_now/plan.yaml"; then rm -rf "${out:?}/$1"; fi
  rm -rf "$out/plan_now"
}
simulate() {
  forget_another_plan "$1"
  "$program" sweep "$here/$1.yaml" -o "$out/$1" --threads "$threads" --quiet
  "$program" merge "$out/$1" -o "$out/$1.h5" --force --quiet
}
match() {
  "$program" match "$@" --targets "$here/targets.csv" --force
}

# A line on top says what the points are: `concord report` repeats it, other readers leave it out.
keep() { # TABLE WHAT
  { echo "# Settings of 114 parameters that $2 (docs/calibration.md)."; cat "$out/$1"; } > "$here/$1"
}

simulate wave1
match "$out/wave1.h5" --proposed "$out/wave2.csv" > "$out/wave1.txt"
match "$out/wave1.h5" --every-point --markdown > "$results/before.md"
simulate wave2
match "$out/wave2.h5" --proposed "$out/wave3.csv" > "$out/wave2.txt"
simulate wave3
match "$out/wave3.h5" --retained "$out/retained.csv" > "$out/wave3.txt"
keep retained.csv "published figures of England do not rule out, after three waves of history matching"
simulate retained
match "$out/retained.h5" --every-point --markdown --table "$out/retained_table.csv" > "$results/all.md"
simulate default
match "$out/default.h5" --every-point --markdown --table "$out/default_table.csv" > "$results/default.md"

for split in early half; do
  case $split in
    early) what="figures up to March 2019 do not rule out" ;;
    half) what="half of the published figures do not rule out" ;;
  esac
  match "$out/wave1.h5" --split $split --proposed "$out/${split}_wave2.csv" --propose 2000 > "$out/${split}_wave1.txt"
  simulate ${split}_wave2
  match "$out/${split}_wave2.h5" --split $split --retained "$out/retained_$split.csv" > "$out/${split}_wave2.txt"
  keep retained_$split.csv "$what"
  simulate $split
  match "$out/$split.h5" --split $split --every-point --markdown > "$results/$split.md"
  match "$out/wave1.h5" --split $split --every-point > "$out/${split}_before.txt"
done

"$here/figures.py" "$out" "$results"
experiments/pages/fill_pages.py
