/**
 * Simulates the monitor: how many outcomes pass until an alarm, by the share of outcomes that the 90 % interval holds; and how
 * many sessions for 500 symbols together, whose outcomes depend on one another by a common factor.
 *
 * `pnpm --filter @lstm-predict/track-record run-length [RUNS]`
 */
import { normalQuantile } from "@lstm-predict/metrics";
import { ALARM, AMBER, addEvidence, detectFleet, type Suspicion } from "../src/index.ts";

const runs = Number(process.argv[2] ?? 20_000);
const LONGEST = 1_000_000;

/** Outcomes up to a level of evidence, from a fresh start or after `before` good ones that raised no alarm. */
function runLength(coverage: number, suspicion: Suspicion, level: number, before = 0): number {
  let evidence = 0;
  for (let day = 0; day < before; day++) {
    evidence = addEvidence(evidence, Math.random() < 0.9, suspicion);
    if (evidence >= ALARM) evidence = 0;
  }
  for (let day = 1; day < LONGEST; day++) {
    evidence = addEvidence(evidence, Math.random() < coverage, suspicion);
    if (evidence >= level) return day;
  }
  return LONGEST;
}

function simulate(coverage: number, suspicion: Suspicion, level: number, before?: number): string {
  const lengths = Array.from({ length: runs }, () => runLength(coverage, suspicion, level, before)).sort(
    (a, b) => a - b,
  );
  const mean = lengths.reduce((sum, length) => sum + length, 0) / runs;
  return `${mean.toFixed(0).padStart(6)} ${String(lengths[runs >> 1]).padStart(6)}`;
}

const lines = ([coverage, suspicion]: readonly [number, Suspicion]) =>
  [
    coverage.toFixed(2).padEnd(8),
    suspicion.padEnd(10),
    simulate(coverage, suspicion, ALARM),
    simulate(coverage, suspicion, ALARM, 500),
    simulate(coverage, suspicion, AMBER),
  ].join("  ");

process.stdout.write(
  `${runs} runs each: outcomes up to an alarm (mean, median), after 500 good ones, up to amber\n`,
);
process.stdout.write("coverage  suspicion  alarm: mean  median   after 500       amber\n");
const cases = [
  [0.9, "tooNarrow"],
  [0.8, "tooNarrow"],
  [0.7, "tooNarrow"],
  [0.9, "tooWide"],
  [0.95, "tooWide"],
  [0.98, "tooWide"],
] as const;
for (const one of cases) process.stdout.write(`${lines(one)}\n`);

const SYMBOLS = 500;

/** A draw from the standard normal distribution. */
const normal = () => normalQuantile(1 - Math.random());

/** Sessions up to the alarm of a fleet whose moves have the given correlation. */
function fleetLength(coverage: number, correlation: number): number {
  const limit = normalQuantile((1 + coverage) / 2);
  let [sessions, evidence] = [0, 0];
  while (evidence < ALARM && sessions < 20_000) {
    const common = Math.sqrt(correlation) * normal();
    let missed = 0;
    for (let symbol = 0; symbol < SYMBOLS; symbol++)
      if (Math.abs(common + Math.sqrt(1 - correlation) * normal()) > limit) missed++;
    evidence = (1 + evidence) * detectFleet([{ date: "", outcomes: SYMBOLS, missed }], "tooNarrow").evidence;
    sessions++;
  }
  return sessions;
}

const fleetRuns = Math.ceil(runs / 200);
process.stdout.write(
  `\n${SYMBOLS} symbols together, ${fleetRuns} runs each: sessions up to an alarm (mean)\n`,
);
process.stdout.write("coverage  correlation 0   .3   .6   1\n");
for (const coverage of [0.8, 0.7]) {
  const means = [0, 0.3, 0.6, 1].map((correlation) => {
    const lengths = Array.from({ length: fleetRuns }, () => fleetLength(coverage, correlation));
    return (lengths.reduce((sum, length) => sum + length, 0) / fleetRuns).toFixed(0).padStart(6);
  });
  process.stdout.write(`${coverage.toFixed(2)}      ${means.join("  ")}\n`);
}
