import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { createApp } from "../src/app.ts";
import { parseSettings } from "../src/settings.ts";

const outdir = mkdtempSync(join(tmpdir(), "nag-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const EVERYTHING = {
  region: "eu-central-1",
  symbols: ["AAPL"],
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
  alarmEmail: "ops@example.com",
  githubRepository: "someone/lstm-predict",
  keep: "30d",
  fleet: { maxWorkers: 100, spot: true },
  record: {},
  mlflow: {
    uri: "https://mlflow.example.com",
    tokenSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mlflow-AbCdEf",
  },
};

test.each([
  ["least", { region: "eu-central-1", symbols: ["AAPL"], plainHttp: true }],
  ["all", EVERYTHING],
])(
  "when cdk-nag checks the stacks of the %s settings, then nothing is left without a reason",
  (name, settings) => {
    const { app } = createApp(parseSettings(settings), join(outdir, name));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  },
);

test("when the stacks are written, then CloudFormation takes each template as it is", () => {
  const { app } = createApp(parseSettings(EVERYTHING), join(outdir, "size"));
  for (const { templateFullPath } of app.synth().stacks) {
    // The limit of a template that is sent along, not uploaded first.
    expect(readFileSync(templateFullPath).length).toBeLessThan(51_200);
  }
});
