import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { saveBundle, verifyBundle } from "@lstm-predict/artifacts";
import {
  challenge,
  promote,
  pruneVersions,
  readChampion,
  readPromotions,
  rollBack,
  storeOf,
} from "@lstm-predict/registry";
import { bundleContent } from "../../../packages/artifacts/test/content.ts";
import type { Scenario } from "./scenario.ts";

const REFUSE = async () => ({ promote: false, reason: "worse", evidence: { mase: 1.01 } });

/** The versions of AAPL, oldest first; throws if one is not whole. */
export async function wholeVersions(models: string): Promise<string[]> {
  const versions = (await storeOf(models).listVersions("AAPL")).get("AAPL") ?? [];
  for (const version of versions) await verifyBundle(join(models, "AAPL", version));
  return versions;
}

/** Versions in the order of promotions; throws if champion and decisions disagree. */
export async function decided(models: string) {
  const champion = await readChampion(models, "AAPL");
  const decisions = await readPromotions(models, "AAPL");
  const promotions = decisions.filter((decision) => "promotedAt" in decision);
  const last = promotions.at(-1);
  if (last?.version !== champion?.version || last?.promotedAt !== champion?.promotedAt) {
    throw new Error(`${champion?.version} is served, but the last promotion is of ${last?.version}`);
  }
  return { champion: champion?.version, decisions, promotions: promotions.map(({ version }) => version) };
}

async function save(models: string, salt: number): Promise<string> {
  const { metadata, ...content } = bundleContent(salt);
  const createdAt = `2026-11-24T04:05:0${salt}.000Z`; // versions sort in the order of their salts
  return (await saveBundle(models, { ...content, metadata: { ...metadata, createdAt } })).metadata.version;
}

/** Saves versions with these salts and promotes all but the last. */
async function serve(models: string, salts: readonly number[]): Promise<void> {
  for (const [k, salt] of salts.entries()) {
    const version = await save(models, salt);
    if (k < salts.length - 1) await promote(models, "AAPL", version, "by hand", { evidence: { salt } });
  }
}

async function newest(models: string, back = 1): Promise<string> {
  return (await wholeVersions(models)).at(-back)!;
}

/** Scenarios of a models folder. */
export const bundles: Record<string, Scenario> = {
  "a first promotion": {
    prepare: (models) => serve(models, [1]),
    run: async (models) => void (await promote(models, "AAPL", await newest(models), "by hand")),
    look: async (models) => ((await decided(models)).champion === undefined ? "old" : "new"),
  },
  "a promotion": {
    prepare: (models) => serve(models, [1, 2]),
    run: async (models) => void (await promote(models, "AAPL", await newest(models), "by hand")),
    look: async (models) => {
      const { champion, promotions } = await decided(models);
      const [first, second] = await wholeVersions(models);
      if (promotions[0] !== first) throw new Error("the first promotion is lost");
      return champion === second ? "new" : "old";
    },
  },
  "a rollback": {
    prepare: (models) => serve(models, [1, 2, 3]),
    run: async (models) => {
      const [first] = await wholeVersions(models);
      if ((await readChampion(models, "AAPL"))!.version !== first) await rollBack(models, "AAPL");
    },
    look: async (models) => {
      const { champion, promotions } = await decided(models);
      const [first, second] = await wholeVersions(models);
      if (promotions.slice(0, 2).join() !== `${first},${second}`) throw new Error("a promotion is lost");
      return champion === first ? "new" : "old";
    },
  },
  "a refusal": {
    prepare: (models) => serve(models, [1, 2]),
    run: async (models) => {
      await challenge(models, { symbol: "AAPL", version: await newest(models) }, REFUSE);
    },
    look: async (models) => {
      const { champion, decisions } = await decided(models);
      const [first, second] = await wholeVersions(models);
      if (champion !== first || decisions[0]!.version !== first) throw new Error("the champion has changed");
      return decisions[1]?.version === second ? "new" : "old";
    },
  },
  "a promotion and a prune": {
    prepare: (models) => serve(models, [1, 2, 3, 4, 5]),
    run: async (models) => {
      const last = await newest(models);
      if ((await readChampion(models, "AAPL"))!.version !== last)
        await promote(models, "AAPL", last, "by hand");
      const keep = { versions: 1 };
      await pruneVersions(models, "AAPL", { keep, now: Date.now(), dryRun: false });
    },
    look: async (models) => {
      const versions = await wholeVersions(models);
      const { promotions } = await decided(models);
      // Besides the champion, a rollback needs the one before it.
      for (const version of promotions.slice(-2)) {
        if (!versions.includes(version)) throw new Error(`${version} is gone`);
      }
      return versions.length === 2 ? "new" : "old";
    },
  },
  "a save": {
    prepare: (models) => serve(models, [1]),
    run: async (models) => {
      if ((await wholeVersions(models)).length < 2) await save(models, 2);
      else await readdir(models);
    },
    look: async (models) => ((await wholeVersions(models)).length === 2 ? "new" : "old"),
  },
};

export default bundles;
