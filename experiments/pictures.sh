#!/bin/sh
# The figures of README.md and docs/sweeps.md, by the commands that stand there. Some two minutes on one core, half on two.
#
#   experiments/pictures.sh PROGRAM [THREADS]      # PROGRAM: build/release/bin/concord, say
set -eu
program=$(realpath "$1")
threads=${2:-1}
cd "$(dirname "$0")/.."
out=out/pictures_of_pages
pictures=docs/pictures
rm -rf "$out"
mkdir -p "$out"

"$program" run configs/england_2019.yaml --threads "$threads" -o "$out/england.h5" --quiet
"$program" summarise "$out/england.h5" -o "$out/england" > "$out/england.txt"
cp "$out/england/systems.svg" "$pictures/england_2019.svg"

figures() { # DESIGN OUTCOMES...: tables and figures of the outcomes
  design=$1
  shift
  "$program" sweep "experiments/$design.yaml" --threads "$threads" -o "$out/$design" --quiet
  "$program" merge "$out/$design" -o "$out/$design.h5" --quiet
  "$program" analyse "$out/$design.h5" -o "$out/${design}_figures" "$@" > "$out/$design.txt"
}
figures duty_by_pooling --outcome real --outcome institution_share
cp "$out/duty_by_pooling_figures/lines_real_duty.strength.svg" "$pictures/duty_by_pooling.svg"
cp "$out/duty_by_pooling_figures/map_institution_share_duty.strength_pooling.floor.svg" "$pictures/duty_by_pooling_map.svg"
figures screening --outcome institution_share
cp "$out/screening_figures/morris_institution_share.svg" "$pictures/screening_institution_share.svg"
