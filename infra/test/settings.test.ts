import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { parseSettings, readSettings, SettingsError } from "../src/settings.ts";

const ARN = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
const LEAST = { region: "eu-central-1", symbols: ["AAPL"], certificateArn: ARN };

test("when only region, symbols and certificate are set, then two to six tasks answer everybody", () => {
  expect(parseSettings(LEAST)).toEqual({
    ...LEAST,
    tasks: { min: 2, max: 6 },
    allowedNetworks: ["0.0.0.0/0"],
  });
});

test("when the example is read, then it is legal, and has a certificate", () => {
  const example = readSettings(fileURLToPath(new URL("../settings.example.json", import.meta.url)));
  expect(example).toMatchObject({ certificateArn: expect.stringMatching(/^arn:aws:acm:/) });
  expect(example).not.toHaveProperty("plainHttp");
});

test.each([
  [{ region: "Frankfurt" }, /^region is "Frankfurt": expected a region such as eu-central-1/],
  [{ symbols: ["aapl"] }, /^symbols\.0 is "aapl": expected a ticker symbol in capitals/],
  [{ tasks: { min: 4, max: 2 } }, /^tasks is \{"min":4,"max":2\}: expected min to be at most max/],
  [
    { certificateArn: undefined },
    /^certificateArn is undefined: expected an ARN of acm, or "plainHttp": true beside it, with which keys travel in clear text$/,
  ],
  [{ plainHttp: true }, /^certificateArn is "arn:[^"]*": expected either this or plainHttp$/],
  [{ certificateArn: undefined, plainHttp: false }, /^plainHttp is false: expected true, or nothing/],
  [{ certificateArn: undefined, plainHttp: "true" }, /^plainHttp is "true": expected true, or nothing/],
  [{ certificateArn: "" }, /^certificateArn is "": expected an ARN of acm/],
  [{ certificateArn: "mine" }, /^certificateArn is "mine": expected an ARN of acm/],
  [{ allowedNetworks: ["10.0.0.1"] }, /^allowedNetworks\.0 is "10\.0\.0\.1": expected a network/],
  [{ githubRepository: "mine" }, /^githubRepository is "mine": expected owner\/name/],
  [{ keep: "30 days" }, /^keep is "30 days": expected versions such as 10, or days such as 30d/],
  [{ fleet: { maxWorkers: 0 } }, /^fleet\.maxWorkers is 0: /],
  [{ fleet: { workers: 2 } }, /^fleet is .*Unrecognized key: "workers"/],
  [{ fleet: true }, /^fleet is true: /],
  [{ record: { backupDays: 0 } }, /^record\.backupDays is 0: /],
  [{ record: { urlSecretArn: "postgres://host/record" } }, /^record\.urlSecretArn is .*: expected an ARN/],
  [{ colour: "red" }, /^settings is .*Unrecognized key: "colour"/],
])("when a setting is bad (%j), then it is quoted and what is legal is told", (bad, message) => {
  expect(() => parseSettings({ ...LEAST, ...bad })).toThrow(message);
  expect(() => parseSettings({ ...LEAST, ...bad })).toThrow(SettingsError);
});

test("when a fleet is asked for, then it has up to eight workers, most of them on spot capacity", () => {
  expect(parseSettings(LEAST)).not.toHaveProperty("fleet");
  expect(parseSettings({ ...LEAST, fleet: {} }).fleet).toEqual({ maxWorkers: 8, spot: true });
});

test("when plainHttp is true, then no certificate is needed", () => {
  const open = { ...LEAST, certificateArn: undefined, plainHttp: true };
  expect(parseSettings(open)).toMatchObject({ plainHttp: true });
});
