#!/bin/sh
# The whole calibration, from nothing to the posterior, the results of docs/calibration.md and the page itself. What is there is
# not simulated again, unless its plan (model, scenario, design or points) is another one.
#
#   experiments/calibration/calibrate.sh PROGRAM [THREADS]      # PROGRAM: build/release/bin/concord, say
set -eu
program=$(realpath "$1")
threads=${2:-1}
cd "$(dirname "$0")/../.."
here=experiments/calibration
results=$here/results
out=out/calibration
mkdir -p "$out" "$results"
moves=8       # of the population with 16 runs a setting
judged=3       # then with 64

# The design of posterior.yaml over points of a wave, up to the last quarter that a figure needs.
design() { # NAME SEED RUNS
  sed -e "s#^scenario: .*#scenario: ../../configs/england_2017.yaml#" -e "s#^set: .*#set: {seed: $2, quarters: 17}#" \
    -e "s#file: [^}]*}#file: $1.csv}#" -e "s#^replicates: .*#replicates: $3#" "$here/posterior.yaml" > "$out/$1.yaml"
}
simulate() { # NAME DESIGN; a campaign of another plan is of no use
  rm -rf "$out/plan_now"
  "$program" sweep "$2" -o "$out/plan_now" --plan-only --quiet
  if [ -e "$out/$1" ] && ! cmp -s "$out/$1/plan.yaml" "$out/plan_now/plan.yaml"; then rm -rf "${out:?}/$1"; fi
  rm -rf "$out/plan_now"
  "$program" sweep "$2" -o "$out/$1" --threads "$threads" --quiet
  "$program" merge "$out/$1" -o "$out/$1.h5" --force --quiet
}
wave() { # NAME SEED RUNS
  design "$1" "$2" "$3"
  simulate "$1" "$out/$1.yaml"
}
match() { # NAME ...
  name=$1
  shift
  "$program" match "$out/$name.h5" --targets "$here/targets.csv" --axes "$out/screen.h5" --priors "$here/priors.csv" --force "$@" > "$out/$name.txt"
}
move() { # FROM TO: the population FROM has moves FROM_moves that are simulated; TO is where it is then
  match "$1_moves" --emulate "$out/wave2.h5" --emulate "$out/wave3.h5" --population "$out/$1.csv" --retained "$out/$2.csv" \
    --proposed "$out/$2_moves.csv" --posterior "$out/posterior.csv" --seed "$3"
}

simulate screen "$here/screen.yaml"
match screen --screened "$results/screened.csv" --proposed "$out/wave2.csv"
wave wave2 12 8
match wave2 --proposed "$out/wave3.csv"
wave wave3 13 8
match wave3 --retained "$out/start.csv" --keep 256
wave start 21 16
match start --emulate "$out/wave2.h5" --emulate "$out/wave3.h5" --retained "$out/moved0.csv" --keep 256 --proposed "$out/moved0_moves.csv" --seed 50
n=0
while [ $n -lt $moves ]; do
  wave moved${n}_moves 21 16
  move moved$n moved$((n + 1)) $((n + 1))
  n=$((n + 1))
done
cp "$out/moved$moves.csv" "$out/often.csv"
wave often 31 64
match often --emulate "$out/wave2.h5" --emulate "$out/wave3.h5" --retained "$out/often0.csv" --keep 256 --proposed "$out/often0_moves.csv" --seed 100
n=0
while [ $n -lt $judged ]; do
  wave often${n}_moves 31 64
  move often$n often$((n + 1)) $((n + 101))
  n=$((n + 1))
done
{
  echo "# Settings of England from the accounts of 2016/17 that published figures leave: a posterior (docs/calibration.md), made by"
  echo "# experiments/calibration/calibrate.sh. Weights sum to 1; the first setting is the central one. Simulated, not observed."
  cat "$out/posterior.csv"
} > configs/england_2017/posterior.csv

# What is found with other luck, and what the set that was kept before says of the same figures.
compare() { # NAME RESULT ...
  name=$1 result=$2
  shift 2
  "$program" match "$out/$name.h5" --targets "$here/targets.csv" --markdown "$@" > "$results/$result.md"
  match "$name" "$@"
}
simulate posterior "$here/posterior.yaml"
compare posterior all --weights configs/england_2017/posterior.csv
compare screen before
sed -e "s#^scenario: .*#scenario: ../../configs/england_2019_plain.yaml#" -e "s#file: [^}]*}#file: ../../$here/retained.csv}#" \
  -e "s#^replicates: .*#replicates: 16#" "$here/posterior.yaml" > "$out/kept_before.yaml"
simulate kept_before "$out/kept_before.yaml"
/usr/bin/python3 "$here/figures.py" "$out" "$results"
/usr/bin/python3 "$here/synthetic_truths.py" "$out" "$results"
experiments/pages/fill_pages.py
