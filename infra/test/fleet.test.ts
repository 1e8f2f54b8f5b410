import { describe, expect, test } from "@jest/globals";
import { Match, Template } from "aws-cdk-lib/assertions";
import { createApp } from "../src/app.ts";
import { parseSettings } from "../src/settings.ts";

function templates(fleet: object | undefined, over: object = {}) {
  const given = { region: "eu-central-1", symbols: ["AAPL", "KO"], plainHttp: true, ...over };
  const { foundation, service } = createApp(parseSettings({ ...given, ...(fleet && { fleet }) }));
  return { foundation: Template.fromStack(foundation), service: Template.fromStack(service) };
}
const { foundation, service } = templates({ maxWorkers: 6 });

/** The only resource of a type whose logical id matches. */
function one(type: string, id = /./): [string, { Properties: Properties; DependsOn?: string[] }] {
  const found = Object.entries(service.findResources(type)).filter(([name]) => id.test(name));
  expect(found).toHaveLength(1);
  return found[0] as [string, { Properties: Properties }];
}
// biome-ignore lint/suspicious/noExplicitAny: properties of CloudFormation
type Properties = any;

/** The container of a task. */
const container = (name: string): Properties =>
  one("AWS::ECS::TaskDefinition", new RegExp(`^${name}task`))[1].Properties.ContainerDefinitions[0];

test("when no fleet is set, then there is neither a queue nor a worker, and the retraining computes itself", () => {
  const { foundation, service } = templates(undefined);
  foundation.resourceCountIs("AWS::ECR::Repository", 2);
  for (const type of ["ElastiCache::ReplicationGroup", "ECS::ClusterCapacityProviderAssociations"])
    service.resourceCountIs(`AWS::${type}`, 0);
  service.resourceCountIs("AWS::ECS::Service", 1);
  service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    Cpu: "2048",
    ContainerDefinitions: [Match.objectLike({ Name: "retrain", Secrets: Match.absent() })],
  });
});

describe("the queue", () => {
  test("when it is full, then it forgets nothing; it speaks TLS alone, wants a password, and is encrypted", () => {
    const [parameters, { Properties }] = one("AWS::ElastiCache::ParameterGroup");
    expect(Properties.Properties).toEqual({ "maxmemory-policy": "noeviction" });
    const [password] = one("AWS::SecretsManager::Secret", /^QueuePassword/);
    service.hasResourceProperties("AWS::ElastiCache::ReplicationGroup", {
      Engine: "valkey",
      CacheParameterGroupName: { Ref: parameters },
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: "required",
      AtRestEncryptionEnabled: true,
      AuthToken: { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: password }, ":SecretString:::}}"]] },
      // One shard: BullMQ's keys belong together.
      NumCacheClusters: 1,
      NumNodeGroups: Match.absent(),
    });
    // 16 to 128 characters, of which ElastiCache takes few but letters and digits; none needs an escape in the URL.
    service.hasResourceProperties("AWS::SecretsManager::Secret", {
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
    });
  });

  test("when retraining and workers are told where it is, then by a secret, which no template shows", () => {
    const [url, { Properties }] = one("AWS::SecretsManager::Secret", /^QueueUrl/);
    expect(Properties.SecretString["Fn::Join"][1]).toEqual([
      "rediss://:{{resolve:secretsmanager:",
      { Ref: expect.stringMatching(/^QueuePassword/) },
      ":SecretString:::}}@",
      { "Fn::GetAtt": ["queue", "PrimaryEndPoint.Address"] },
      ":6380",
    ]);
    for (const name of ["retrain", "worker"])
      expect(container(name).Secrets).toEqual([{ Name: "QUEUE_URL", ValueFrom: { Ref: url } }]);
  });

  test("when somebody else asks it, then the network refuses: workers and the retraining alone get in", () => {
    const rules = Object.values(service.findResources("AWS::EC2::SecurityGroupIngress"))
      .map(({ Properties }) => Properties)
      .filter(({ GroupId }) => /^queueinbound/.test(GroupId["Fn::GetAtt"][0]));
    expect(
      rules.map(({ SourceSecurityGroupId, FromPort, ToPort }) => [
        SourceSecurityGroupId["Fn::GetAtt"][0].replace(/[0-9A-F]{8}$/, ""),
        FromPort,
        ToPort,
      ]),
    ).toEqual([
      ["retraintasks", 6380, 6380],
      ["workertasks", 6380, 6380],
    ]);
    const [, group] = one("AWS::EC2::SecurityGroup", /^queueinbound/);
    expect(group.Properties.SecurityGroupIngress).toBeUndefined();
  });
});

test("when there is a fleet, then the retraining only sends, and tells the length of the queue", () => {
  service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    Cpu: "512",
    Memory: "1024",
    ContainerDefinitions: [
      Match.objectLike({
        Name: "retrain",
        Command: ["retrain", "--symbols", "AAPL,KO"],
        Environment: Match.arrayWith([{ Name: "RETRAIN_METRICS", Value: "-" }]),
      }),
    ],
  });
});

describe("the workers", () => {
  test("when spot capacity ends, then jobs go back to the queue before the task is killed", () => {
    const worker = container("worker");
    const [grace] = worker.Environment.flatMap(({ Name, Value }: Properties) =>
      Name === "WORKER_GRACE_SECONDS" ? [Number(Value)] : [],
    );
    // The worker's own: how long a job may take to stop.
    expect(worker.StopTimeout).toBeGreaterThanOrEqual(grace + 20 + 5);
    expect(worker.StopTimeout).toBeLessThanOrEqual(120);
    expect(worker).toMatchObject({ ReadonlyRootFilesystem: true, HealthCheck: { StartPeriod: 30 } });
  });

  test("when they start, then the first is regular capacity, and most others are spot, once the cluster has it", () => {
    const [, { Properties, DependsOn }] = one("AWS::ECS::Service", /^workers/);
    expect(Properties).toMatchObject({
      DesiredCount: 0,
      CapacityProviderStrategy: [
        { CapacityProvider: "FARGATE", Base: 1, Weight: 1 },
        { CapacityProvider: "FARGATE_SPOT", Weight: 4 },
      ],
    });
    expect(DependsOn).toContain(one("AWS::ECS::ClusterCapacityProviderAssociations")[0]);
    templates({ spot: false }).service.hasResourceProperties("AWS::ECS::Service", {
      CapacityProviderStrategy: [{ CapacityProvider: "FARGATE", Base: 1, Weight: 1 }],
    });
  });

  test("when they publish, then they may read and write bundles and protect tasks of their cluster, and nothing else", () => {
    for (const keep of [undefined, "30d"]) {
      const { service } = templates({}, keep ? { keep } : {});
      const actions = Object.values(service.findResources("AWS::IAM::Policy"))
        .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes("workertaskTaskRole"))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .flatMap(({ Action }) => Action);
      expect(actions).toEqual(["s3:GetObject", "s3:PutObject", "s3:ListBucket", "ecs:UpdateTaskProtection"]);
    }
  });

  /** How many workers there are for so many jobs, by the steps of the policy; the alarm's threshold is one job. */
  const workersFor = (jobs: number, { service } = templates({ maxWorkers: 6 })) => {
    const policies = Object.values(service.findResources("AWS::ApplicationAutoScaling::ScalingPolicy"));
    const { StepAdjustments } = policies
      .map(({ Properties }) => Properties.StepScalingPolicyConfiguration)
      .find((policy) => policy?.StepAdjustments.length > 1);
    return StepAdjustments.filter(
      (step: Properties) =>
        jobs - 1 >= step.MetricIntervalLowerBound && jobs - 1 < (step.MetricIntervalUpperBound ?? Infinity),
    ).map((step: Properties) => step.ScalingAdjustment);
  };

  test.each([
    [1, 1],
    [19, 1],
    [20, 2],
    [39, 2],
    [40, 4],
    [60, 6],
    [100_000, 6],
  ])("when the queue has %d jobs, then there are %d workers", (jobs, workers) => {
    expect(workersFor(jobs)).toEqual([workers]);
  });

  test("when one worker is the most, then there is one", () => {
    const { service } = templates({ maxWorkers: 1 });
    service.hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
      StepScalingPolicyConfiguration: {
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    });
  });

  test("when the queue has been empty for five minutes, or nobody tells of jobs, then there are none", () => {
    const [none, { Properties }] = one("AWS::ApplicationAutoScaling::ScalingPolicy", /^workersnone/);
    expect(Properties.StepScalingPolicyConfiguration).toMatchObject({
      AdjustmentType: "ExactCapacity",
      StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }],
    });
    service.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "QueueJobs",
      Period: 60,
      EvaluationPeriods: 5,
      Threshold: 1,
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
      AlarmActions: [{ Ref: none }],
    });
    service.hasResourceProperties("AWS::ApplicationAutoScaling::ScalableTarget", {
      MinCapacity: 0,
      MaxCapacity: 6,
      ScalableDimension: "ecs:service:DesiredCount",
    });
  });

  test("when there are no workers yet, then the retraining's log has the length of the queue", () => {
    for (const metric of ["QueueJobs", "QueueOldestSeconds"]) {
      const groups = Object.values(service.findResources("AWS::Logs::MetricFilter"))
        .filter(({ Properties }) => Properties.MetricTransformations[0].MetricName === metric)
        .map(({ Properties }) => Properties.LogGroupName.Ref);
      expect(groups).toEqual([expect.stringMatching(/^retrainlogs/), expect.stringMatching(/^workerlogs/)]);
    }
  });

  test("when a job waits for an hour, or many attempts fail, then somebody is told", () => {
    for (const [MetricName, Threshold] of [
      ["QueueOldestSeconds", 3600],
      ["JobsFailed", 5],
    ] as const)
      service.hasResourceProperties("AWS::CloudWatch::Alarm", {
        MetricName,
        Threshold,
        ComparisonOperator: "GreaterThanThreshold",
        AlarmActions: [{ Ref: Match.stringLikeRegexp("^Alarms") }],
      });
    service.hasResourceProperties("AWS::Logs::MetricFilter", {
      FilterPattern: '{ $.outcome = "failed" }',
      LogGroupName: { Ref: Match.stringLikeRegexp("^workerlogs") },
    });
  });
});

test("when there is a fleet, then its image has a repository as the others have", () => {
  foundation.resourceCountIs("AWS::ECR::Repository", 3);
  foundation.allResourcesProperties("AWS::ECR::Repository", {
    ImageScanningConfiguration: { ScanOnPush: true },
    ImageTagMutability: "IMMUTABLE",
  });
  foundation.hasResourceProperties("AWS::ECR::Repository", { RepositoryName: "lstm-predict/worker" });
});

test("when the fleet is given up again, then the foundation may lose its repository: the service imports nothing of it", () => {
  foundation.hasResource("AWS::ECR::Repository", {
    Properties: { RepositoryName: "lstm-predict/worker", EmptyOnDelete: true },
    DeletionPolicy: "Delete",
  });
  const exports = (template: Template) =>
    Object.keys(template.findOutputs("*", { Export: Match.anyValue() }));
  expect(exports(foundation)).toEqual(exports(templates(undefined).foundation));
});
