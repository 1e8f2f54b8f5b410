#!/bin/sh
# `pnpm test`: the tests of every package, and at the end one line with the sum of all. Arguments go to turbo, as
# `pnpm test --filter ./packages/bars`; then there is no sum.
export DO_NOT_TRACK=1 TURBO_NO_UPDATE_NOTIFIER=1
failed=0
turbo run test --continue "$@" || failed=1
[ "$#" -gt 0 ] || node tooling/ci/totals.ts test || failed=1
exit "$failed"
