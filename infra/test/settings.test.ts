import { expect, test } from "@jest/globals";
import { parseSettings, SettingsError } from "../src/settings.ts";

const LEAST = { region: "eu-central-1", symbols: ["AAPL"] };

test("when only region and symbols are set, then two to six tasks answer everybody", () => {
  expect(parseSettings(LEAST)).toEqual({
    ...LEAST,
    tasks: { min: 2, max: 6 },
    allowedNetworks: ["0.0.0.0/0"],
  });
});

test.each([
  [{ region: "Frankfurt" }, /^region is "Frankfurt": expected a region such as eu-central-1/],
  [{ symbols: ["aapl"] }, /^symbols\.0 is "aapl": expected a ticker symbol in capitals/],
  [{ tasks: { min: 4, max: 2 } }, /^tasks is \{"min":4,"max":2\}: expected min to be at most max/],
  [{ certificateArn: "mine" }, /^certificateArn is "mine": expected an ARN of acm/],
  [{ allowedNetworks: ["10.0.0.1"] }, /^allowedNetworks\.0 is "10\.0\.0\.1": expected a network/],
  [{ githubRepository: "mine" }, /^githubRepository is "mine": expected owner\/name/],
  [{ colour: "red" }, /^settings is .*Unrecognized key: "colour"/],
])("when a setting is bad (%j), then it is quoted and what is legal is told", (bad, message) => {
  expect(() => parseSettings({ ...LEAST, ...bad })).toThrow(message);
  expect(() => parseSettings({ ...LEAST, ...bad })).toThrow(SettingsError);
});
