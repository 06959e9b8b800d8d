#!/bin/sh
# Every header compiles alone; those of the viewer if CONCORD_VIEWER is set.   headers.sh COMPILER FLAGS...
# A source file of the same name that includes its header first shows so in every build; the others are compiled here.
set -u
cd "$(dirname "$0")/../.."
compiler=$1; shift
export compiler flags="$*"
for header in sim/*.hpp sim/*/*.hpp agents/*/*.hpp experiments/*/*.hpp tests/support/*.hpp ${CONCORD_VIEWER:+viz/*/*.hpp}; do
  source=${header%.hpp}.cpp
  [ -f "$source" ] && grep -m 1 '^#include' "$source" | grep -qF "\"$header\"" || echo "$header"
done | xargs -P 2 -I{} sh -c '$compiler $flags -x c++ -fsyntax-only -Wno-pragma-once-outside-header {} || { echo "does not compile alone: {}"; exit 255; }' || exit 1
echo "every header compiles alone"
