#!/bin/sh
# collect.sh PACKAGE FOLDER [pnpm's flags]: puts into FOLDER, in the repository's layout, the sources of a package and of
# the workspace's packages it needs in production, with what they depend on as pnpm-lock.yaml has it.
# Not `pnpm deploy`: it would copy our packages below node_modules, where Node refuses to run TypeScript.
set -eu
package=$1 folder=$2
shift 2
pnpm install --prod --frozen-lockfile --filter-prod "$package..." "$@"
# The image has its own Node; the one from npm is for machines without.
rm -rf node_modules/node-linux-* node_modules/.pnpm/node-linux-*
# Nobody debugs types or maps inside an image: a quarter of its size.
find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
packages=$(pnpm ls --filter-prod "$package..." --depth -1 --parseable | sed "s#^$PWD/##")
mkdir -p "$folder"
# shellcheck disable=SC2086 # one word a package
tar -cf - package.json LICENSE tooling/stubs $packages | tar -xf - -C "$folder"
mv node_modules "$folder" # a second copy would be as large as all the rest
