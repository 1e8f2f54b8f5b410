/** Private packages whose code is in the tarball: `alwaysBundle` of tsdown.config.ts. */
const BUNDLED = ["kernel-lock"];

/**
 * The package.json inside a tarball, for pnpm (https://pnpm.io/pnpmfile): pack.ts names this file. In the repository
 * `exports` leads to the sources, so that nothing has to be built, and `private` keeps `npm publish` from publishing those.
 */
export const hooks = {
  beforePacking(manifest) {
    const { private: _, scripts, devDependencies, ...published } = manifest;
    const built = JSON.parse(
      JSON.stringify(published).replaceAll(/"\.\/src\/([^"]+)\.ts"/g, '"./dist/$1.js"'),
    );
    built.dependencies = without(published.dependencies, BUNDLED);
    // Whoever installs it installs the peers.
    built.optionalDependencies = without(
      published.optionalDependencies,
      Object.keys(published.peerDependencies ?? {}),
    );
    // npm publishes with provenance only what names the repository that it was built in.
    const { NPM_REPOSITORY: url } = process.env;
    if (url) built.repository = { type: "git", url, directory: `packages/${manifest.name}` };
    return built;
  },
};

function without(dependencies = {}, names) {
  const left = Object.entries(dependencies).filter(([name]) => !names.includes(name));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
