import { expect, test } from "@jest/globals";
import { Capture, Match, Template } from "aws-cdk-lib/assertions";
import { createApp } from "../src/app.ts";
import { parseSettings, type Settings } from "../src/settings.ts";

const CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/1";

function templates(over: Partial<Settings> = {}) {
  const { foundation, service } = createApp(
    parseSettings({
      region: "eu-central-1",
      symbols: ["AAPL", "KO"],
      ...(!over.certificateArn && { plainHttp: true }),
      ...over,
    }),
  );
  return { foundation: Template.fromStack(foundation), service: Template.fromStack(service) };
}
const plain = templates();

test("when bundles are stored, then they are versioned, encrypted, private, over TLS alone, and outlive the stack", () => {
  plain.foundation.hasResource("AWS::S3::Bucket", {
    Properties: {
      VersioningConfiguration: { Status: "Enabled" },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
    DeletionPolicy: "Retain",
  });
  plain.foundation.allResourcesProperties("AWS::S3::BucketPolicy", {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      ]),
    },
  });
});

test("when images are pushed, then they are scanned, and no tag ever changes what it names", () => {
  plain.foundation.allResourcesProperties("AWS::ECR::Repository", {
    ImageScanningConfiguration: { ScanOnPush: true },
    ImageTagMutability: "IMMUTABLE",
  });
  plain.foundation.resourceCountIs("AWS::ECR::Repository", 2);
});

test("when the service is deployed, then tasks are replaced one by one and a version that does not get ready goes back", () => {
  plain.service.hasResourceProperties("AWS::ECS::Service", {
    DesiredCount: 2,
    DeploymentConfiguration: {
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    },
  });
  plain.service.hasResourceProperties("AWS::ElasticLoadBalancingV2::TargetGroup", {
    HealthCheckPath: "/ready",
    Port: 8000,
  });
  plain.service.hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
    TargetTrackingScalingPolicyConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageCPUUtilization" },
      TargetValue: 60,
    },
  });
});

test("when a task is to end, then the load balancer has noticed before it stops answering, and it ends before it is killed", () => {
  const [group] = Object.values(plain.service.findResources("AWS::ElasticLoadBalancingV2::TargetGroup"));
  const {
    HealthCheckIntervalSeconds: interval,
    HealthCheckTimeoutSeconds: timeout,
    UnhealthyThresholdCount: times,
    TargetGroupAttributes: attributes,
  } = group!.Properties;
  const container = Object.values(plain.service.findResources("AWS::ECS::TaskDefinition"))
    .flatMap(({ Properties }) => Properties.ContainerDefinitions)
    .find(({ Name }) => Name === "api");
  const seconds = (name: string) =>
    Number(container.Environment.find(({ Name }: { Name: string }) => Name === name).Value) / 1000;
  const [delay, drain] = [seconds("SHUTDOWN_DELAY_MS"), seconds("DRAIN_MS")];
  expect(timeout).toBeLessThan(interval);
  expect(delay).toBeGreaterThanOrEqual(times * interval + timeout);
  expect(container.StopTimeout).toBeGreaterThan(delay + drain);
  expect(container.StopTimeout).toBeLessThanOrEqual(120);
  const value = (list: { Key: string; Value: string }[], key: string) =>
    Number(list.find(({ Key }) => Key === key)!.Value);
  expect(value(attributes, "deregistration_delay.timeout_seconds")).toBeGreaterThan(drain);
  const [balancer] = Object.values(plain.service.findResources("AWS::ElasticLoadBalancingV2::LoadBalancer"));
  // The API's own is 65 s.
  expect(value(balancer!.Properties.LoadBalancerAttributes, "idle_timeout.timeout_seconds")).toBe(60);
});

test("when a task runs, then its root is read-only, the volumes are not, and keys come from Secrets Manager", () => {
  plain.service.resourceCountIs("AWS::ECS::TaskDefinition", 2);
  plain.service.allResourcesProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({
        ReadonlyRootFilesystem: true,
        MountPoints: ["/models", "/data", "/mlruns", "/tmp"].map((path) => ({
          ContainerPath: path,
          SourceVolume: path.slice(1),
          ReadOnly: false,
        })),
      }),
    ],
  });
  plain.service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({ Name: "api", Secrets: [Match.objectLike({ Name: "API_KEYS" })] }),
    ],
  });
});

test("when the API reads bundles, then it may neither write nor delete, and nothing of ours may delete", () => {
  const policies = Object.values(plain.service.findResources("AWS::IAM::Policy"));
  const statements = (role: string) =>
    policies
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const bucket = { "Fn::ImportValue": expect.stringMatching(/Bundles.*Arn/) };
  const allowed = (objects: string | string[]) => [
    { Effect: "Allow", Action: objects, Resource: { "Fn::Join": ["", [bucket, "/bundles/*"]] } },
    {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
      Condition: { StringLike: { "s3:prefix": "bundles/*" } },
    },
  ];
  expect(statements("apitaskTaskRole")).toEqual(allowed("s3:GetObject"));
  expect(statements("retraintaskTaskRole")).toEqual(allowed(["s3:GetObject", "s3:PutObject"]));
});

test("when old versions are pruned, then the retraining may delete versions of models, but neither champions nor decisions", () => {
  const { service, foundation } = templates({ keep: "30d", githubRepository: "me/mine" });
  service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({ Command: ["retrain", "--symbols", "AAPL,KO", "--prune", "30d"] }),
    ],
  });
  for (const stack of [service, foundation]) {
    const deletions = Object.values(stack.findResources("AWS::IAM::Policy"))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes("Delete"));
    expect(deletions).toEqual([
      {
        Effect: "Allow",
        Action: "s3:DeleteObject",
        Resource: { "Fn::Join": ["", [expect.anything(), "/bundles/bundles/*"]] },
      },
    ]);
  }
});

test("when New York has closed, then the symbols are retrained, by New York's own clock", () => {
  plain.service.hasResourceProperties("AWS::Scheduler::Schedule", {
    ScheduleExpression: "cron(0 17 ? * MON-FRI *)",
    ScheduleExpressionTimezone: "America/New_York",
  });
  plain.service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({ Name: "retrain", Command: ["retrain", "--symbols", "AAPL,KO"] }),
    ],
  });
});

test("when something goes wrong, then errors, slowness, unready tasks, busy processors and failed retrainings are told", () => {
  const { service } = templates({ alarmEmail: "ops@example.com" });
  service.resourceCountIs("AWS::CloudWatch::Alarm", 5);
  const topic = new Capture();
  service.allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: [{ Ref: topic }] });
  service.hasResourceProperties("AWS::SNS::Subscription", {
    TopicArn: { Ref: topic.asString() },
    Endpoint: "ops@example.com",
  });
  const allowed = Object.values(service.findResources("AWS::SNS::TopicPolicy"))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Effect, Action }) => Effect === "Allow" && Action === "sns:Publish")
    .map(({ Principal }) => Principal.Service);
  expect(allowed.sort()).toEqual(["cloudwatch.amazonaws.com", "events.amazonaws.com"]);
  service.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: {
      detail: { containers: { name: ["retrain"], exitCode: [{ "anything-but": [0] }] } },
    },
  });
});

test("when the bars of a model are old, or no retraining has run for days, then somebody is told", () => {
  plain.service.hasResourceProperties("AWS::Logs::MetricFilter", {
    LogGroupName: { Ref: Match.stringLikeRegexp("^retrainlogs") },
    FilterPattern: "{ $.barsAgeDays >= 0 }",
    MetricTransformations: [
      { MetricNamespace: "lstm-predict", MetricName: "BarsAgeDays", MetricValue: "$.barsAgeDays" },
    ],
  });
  plain.service.hasResourceProperties("AWS::CloudWatch::Alarm", {
    Namespace: "lstm-predict",
    MetricName: "BarsAgeDays",
    Statistic: "Maximum",
    Period: 86_400,
    EvaluationPeriods: 4,
    Threshold: 10,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "breaching",
  });
  plain.service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({
        Name: "retrain",
        Environment: Match.arrayWith([{ Name: "RETRAIN_METRICS", Value: "-" }]),
      }),
    ],
  });
});

test("when there is a certificate, then port 80 only leads to 443", () => {
  const { service } = templates({ certificateArn: CERTIFICATE });
  service.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
    Port: 443,
    Protocol: "HTTPS",
    Certificates: [{ CertificateArn: CERTIFICATE }],
  });
  service.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
    Port: 80,
    DefaultActions: [Match.objectLike({ Type: "redirect" })],
  });
});

test("when tasks have addresses of their own, then nobody but the load balancer may reach them", () => {
  plain.service.hasResourceProperties("AWS::EC2::SecurityGroupIngress", {
    FromPort: 8000,
    ToPort: 8000,
    SourceSecurityGroupId: { "Fn::GetAtt": [Match.stringLikeRegexp("^apiinbound"), "GroupId"] },
  });
  const open = Object.values(plain.service.findResources("AWS::EC2::SecurityGroup")).filter(
    ({ Properties }) => Properties.SecurityGroupIngress,
  );
  expect(open.map(({ Properties }) => Properties.GroupDescription)).toEqual([
    "Who may ask the load balancer",
  ]);
});

test("when a GitHub repository is named, then its main branch alone may publish", () => {
  const { foundation } = templates({ githubRepository: "someone/lstm-predict" });
  foundation.hasResourceProperties("AWS::IAM::Role", {
    AssumeRolePolicyDocument: {
      Statement: [
        Match.objectLike({
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": "repo:someone/lstm-predict:ref:refs/heads/main",
            },
          },
        }),
      ],
    },
  });
});

test("when MLflow is set, then retrainings are told where it is, and its token comes from Secrets Manager", () => {
  const tokenSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mlflow-AbCdEf";
  const { service } = templates({ mlflow: { uri: "https://mlflow.example.com", tokenSecretArn } });
  service.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({
        Name: "retrain",
        Environment: Match.arrayWith([{ Name: "MLFLOW_TRACKING_URI", Value: "https://mlflow.example.com" }]),
        Secrets: [{ Name: "MLFLOW_TRACKING_TOKEN", ValueFrom: tokenSecretArn }],
      }),
    ],
  });
});
