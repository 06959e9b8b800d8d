#!/bin/sh
# Every header compiles alone; those of the viewer if CONCORD_VIEWER is set.   headers.sh COMPILER FLAGS...
set -u
cd "$(dirname "$0")/../.."
compiler=$1; shift
export compiler flags="$*"
ls sim/*.hpp agents/*.hpp agents/mechanisms/*.hpp experiments/*.hpp experiments/*/*.hpp tests/support/*.hpp ${CONCORD_VIEWER:+viz/*/*.hpp} |
  xargs -P 2 -I{} sh -c '$compiler $flags -x c++ -fsyntax-only -Wno-pragma-once-outside-header {} || { echo "does not compile alone: {}"; exit 255; }' || exit 1
echo "every header compiles alone"
