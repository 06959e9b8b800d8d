#!/bin/sh
# Accepts the digests of the present build: rewrites tests/golden/digests.txt and behaviour.txt and shows what changed.
set -eu
cd "$(dirname "$0")/../.."
CONCORD_ACCEPT_DIGESTS=1 build/check/bin/tests_experiments --gtest_filter='Golden.DigestsAreAsAccepted:Behaviour.IsAsAccepted'
git diff -- tests/golden
