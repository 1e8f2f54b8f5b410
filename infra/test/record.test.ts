import { expect, test } from "@jest/globals";
import { Match, Template } from "aws-cdk-lib/assertions";
import { createApp } from "../src/app.ts";
import { parseSettings } from "../src/settings.ts";

// biome-ignore lint/suspicious/noExplicitAny: properties of CloudFormation
type Properties = any;

function serviceOf(over: object): Template {
  const given = { region: "eu-central-1", symbols: ["AAPL", "KO"], plainHttp: true, ...over };
  return Template.fromStack(createApp(parseSettings(given)).service);
}
const service = serviceOf({ record: {}, fleet: {} });

/** The secret that each task has as TRACK_RECORD. */
const secretsOf = (template: Template): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(template.findResources("AWS::ECS::TaskDefinition"))
      .map(({ Properties }): Properties => Properties.ContainerDefinitions[0])
      .map(({ Name, Secrets = [] }) => [
        Name,
        Secrets.find((secret: Properties) => secret.Name === "TRACK_RECORD")?.ValueFrom,
      ]),
  );

test("when no record is set, then there is no database, and no task is told of one", () => {
  const none = serviceOf({ fleet: {} });
  none.resourceCountIs("AWS::RDS::DBInstance", 0);
  expect(secretsOf(none)).toEqual({ api: undefined, retrain: undefined, worker: undefined });
  expect(JSON.stringify(none)).not.toContain("RETRAIN_RECORD");
});

test("when there is a record, then its server is encrypted, private, backed up, and not deleted by mistake", () => {
  service.hasResource("AWS::RDS::DBInstance", {
    Properties: {
      Engine: "postgres",
      StorageEncrypted: true,
      PubliclyAccessible: false,
      BackupRetentionPeriod: 14,
      DeletionProtection: true,
      MultiAZ: false,
    },
    DeletionPolicy: "Snapshot",
    UpdateReplacePolicy: "Snapshot",
  });
  service.hasResourceProperties("AWS::RDS::DBParameterGroup", { Parameters: { "rds.force_ssl": "1" } });
  serviceOf({ record: { backupDays: 35, standby: true } }).hasResourceProperties("AWS::RDS::DBInstance", {
    BackupRetentionPeriod: 35,
    MultiAZ: true,
  });
});

test("when API, retraining and workers are told where it is, then by a secret, which no template shows", () => {
  const secrets = Object.entries(service.findResources("AWS::SecretsManager::Secret"));
  const [url, { Properties }] = secrets.find(([name]) => name.startsWith("RecordUrl"))! as [
    string,
    Properties,
  ];
  const [password] = secrets.find(([name]) => name.startsWith("RecordPassword"))!;
  expect(Properties.SecretString["Fn::Join"][1]).toEqual([
    "postgres://lstm_predict:{{resolve:secretsmanager:",
    { Ref: password },
    ":SecretString:::}}@",
    { "Fn::GetAtt": [expect.stringMatching(/^record/), "Endpoint.Address"] },
    ":5433/record?sslmode=verify-full",
  ]);
  expect(secretsOf(service)).toEqual({ api: { Ref: url }, retrain: { Ref: url }, worker: { Ref: url } });
  service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({
        Name: "retrain",
        Environment: Match.arrayWith([{ Name: "RETRAIN_RECORD", Value: "1" }]),
      }),
    ],
  });
});

test("when somebody else asks it, then the network refuses: API, retraining and workers alone get in", () => {
  const rules = Object.values(service.findResources("AWS::EC2::SecurityGroupIngress"))
    .map(({ Properties }): Properties => Properties)
    .filter(({ GroupId }) => /^recordSecurityGroup/.test(GroupId["Fn::GetAtt"][0]));
  const [group] = Object.entries(service.findResources("AWS::EC2::SecurityGroup")).filter(([name]) =>
    /^recordSecurityGroup/.test(name),
  );
  expect(rules.map(({ Description, FromPort, ToPort }) => [Description, FromPort, ToPort])).toEqual([
    ["the API", 5433, 5433],
    ["the retraining", 5433, 5433],
    ["workers", 5433, 5433],
  ]);
  expect(group![1].Properties.SecurityGroupIngress).toBeUndefined();
});

test("when a server is there already, then its secret is handed on, and no other one is made", () => {
  const urlSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:record-AbCdEf";
  const own = serviceOf({ record: { urlSecretArn } });
  own.resourceCountIs("AWS::RDS::DBInstance", 0);
  expect(secretsOf(own)).toEqual({ api: urlSecretArn, retrain: urlSecretArn });
});
