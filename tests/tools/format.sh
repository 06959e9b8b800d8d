#!/bin/sh
# All C++ is formatted as .clang-format says.
set -u
cd "$(dirname "$0")/../.."
command -v clang-format >/dev/null || { echo "clang-format is not installed: apt-get install clang-format" >&2; exit 1; }
find sim agents experiments tests viz -name '*.[ch]pp' 2>/dev/null | xargs clang-format --dry-run --Werror
