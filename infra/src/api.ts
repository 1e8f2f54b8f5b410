import { Duration, Validations } from "aws-cdk-lib";
import { ComparisonOperator, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Peer, Port, SecurityGroup } from "aws-cdk-lib/aws-ec2";
import { FargateService, Secret } from "aws-cdk-lib/aws-ecs";
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type ApplicationTargetGroup,
  HttpCodeTarget,
  ListenerAction,
  SslPolicy,
} from "aws-cdk-lib/aws-elasticloadbalancingv2";
import { mayRead, PREFIX } from "./bundles-access.ts";
import type { Shared } from "./shared.ts";
import { ourTask } from "./task.ts";

const PORT = 8000;
/** How often the load balancer looks, and after how many answers other than 200 a task gets no further request. */
const LOOK = { interval: Duration.seconds(5), timeout: Duration.seconds(4), unhealthyThresholdCount: 2 };
/** A task that is to end says so at /ready and goes on answering until the load balancer has noticed: 2 * 5 s + 4 s. */
const SHUTDOWN_DELAY = Duration.seconds(15);
/** Then running requests may take so long. */
const DRAIN = Duration.seconds(10);
/** Then, and a little later, it is killed. */
const STOP_TIMEOUT = SHUTDOWN_DELAY.plus(DRAIN).plus(Duration.seconds(5));

/** The API as a service behind a load balancer; its URL. */
export function addApi(shared: Shared): string {
  const { stack, settings, foundation, vpc, cluster, record } = shared;
  const { task } = ourTask(stack, "api", {
    repository: foundation.api,
    imageTag: shared.imageTag,
    cpu: 512,
    memoryMiB: 1024,
    environment: {
      MODEL_STORE: `s3://${foundation.bundles.bucketName}/${PREFIX}`,
      AWS_REGION: settings.region,
      // The load balancer is the one proxy in front.
      TRUST_PROXY: "1",
      SHUTDOWN_DELAY_MS: String(SHUTDOWN_DELAY.toMilliseconds()),
      DRAIN_MS: String(DRAIN.toMilliseconds()),
      RELOAD_MS: "60000",
    },
    secrets: {
      API_KEYS: Secret.fromSecretsManager(foundation.apiKeys),
      ...(record && { TRACK_RECORD: record.url }),
    },
    portMappings: [{ containerPort: PORT }],
    stopTimeout: STOP_TIMEOUT,
  });
  mayRead(task.taskRole, foundation.bundles);

  const inbound = new SecurityGroup(stack, "api-inbound", {
    vpc,
    description: "Who may ask the load balancer",
    allowAllOutbound: false,
  });
  const own = new SecurityGroup(stack, "api-tasks", { vpc, description: "Tasks of the API" });
  record?.letIn(own, "the API");
  own.addIngressRule(inbound, Port.tcp(PORT), "the load balancer alone");
  inbound.addEgressRule(own, Port.tcp(PORT), "to the tasks");

  const service = new FargateService(stack, "api", {
    cluster,
    taskDefinition: task,
    desiredCount: settings.tasks.min,
    securityGroups: [own],
    assignPublicIp: true,
    // One at a time, never fewer than before; a version that does not get ready is taken back.
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    circuitBreaker: { enable: true, rollback: true },
    healthCheckGracePeriod: Duration.seconds(60),
    enableECSManagedTags: true,
  });
  const { target, url } = loadBalancer(shared, service, inbound);
  const scaling = service.autoScaleTaskCount({
    minCapacity: settings.tasks.min,
    maxCapacity: settings.tasks.max,
  });
  // Forecasts are arithmetic: processor time is what a task runs out of.
  scaling.scaleOnCpuUtilization("cpu", {
    targetUtilizationPercent: 60,
    scaleInCooldown: Duration.minutes(5),
  });
  addAlarms(shared, service, target);
  return url;
}

function loadBalancer(
  { stack, settings, foundation, vpc }: Shared,
  service: FargateService,
  inbound: SecurityGroup,
) {
  const balancer = new ApplicationLoadBalancer(stack, "balancer", {
    vpc,
    internetFacing: true,
    securityGroup: inbound,
    dropInvalidHeaderFields: true,
    deletionProtection: true,
    // Less than the 65 s of the API: the load balancer closes an idle connection, not the API in the middle of a request.
    idleTimeout: Duration.seconds(60),
  });
  balancer.logAccessLogs(foundation.logs, "balancer");
  const { certificateArn } = settings;
  const listener = balancer.addListener("listener", {
    open: false,
    ...(certificateArn
      ? {
          protocol: ApplicationProtocol.HTTPS,
          certificates: [{ certificateArn }],
          sslPolicy: SslPolicy.RECOMMENDED_TLS,
        }
      : { protocol: ApplicationProtocol.HTTP }),
  });
  if (certificateArn) {
    balancer.addListener("to-https", {
      open: false,
      protocol: ApplicationProtocol.HTTP,
      defaultAction: ListenerAction.redirect({ protocol: "HTTPS", port: "443", permanent: true }),
    });
  }
  for (const network of settings.allowedNetworks) {
    for (const port of certificateArn ? [80, 443] : [80]) {
      inbound.addIngressRule(Peer.ipv4(network), Port.tcp(port), `port ${port} from ${network}`);
    }
  }
  if (settings.allowedNetworks.includes("0.0.0.0/0")) {
    Validations.of(inbound).acknowledge({
      id: "AwsSolutions-EC23",
      reason:
        "A public API: forecasts need a key, and each key has its rate. settings.json can narrow allowedNetworks.",
    });
  }
  const target = listener.addTargets("api", {
    port: PORT,
    protocol: ApplicationProtocol.HTTP,
    targets: [service],
    // ECS takes a task out before it ends it; requests that run may finish.
    deregistrationDelay: DRAIN.plus(Duration.seconds(5)),
    // Ready means that a champion is loaded: a version that cannot read the bundles never gets traffic.
    healthCheck: {
      path: "/ready",
      healthyThresholdCount: 2,
      ...LOOK,
    },
  });
  const scheme = certificateArn ? "https" : "http";
  return { target, url: `${scheme}://${balancer.loadBalancerDnsName}` };
}

function addAlarms({ stack, alarms }: Shared, service: FargateService, target: ApplicationTargetGroup): void {
  const period = Duration.minutes(5);
  const figures = [
    {
      name: "errors",
      says: "More than ten answers in five minutes were the API's own faults (5xx)",
      metric: target.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { period }),
      threshold: 10,
    },
    {
      name: "latency",
      says: "One answer in a hundred took longer than a second",
      metric: target.metrics.targetResponseTime({ period, statistic: Stats.p(99) }),
      threshold: 1,
    },
    {
      name: "unhealthy",
      says: "A task is not ready",
      metric: target.metrics.unhealthyHostCount({ period, statistic: Stats.MAXIMUM }),
      threshold: 0,
    },
    {
      name: "cpu",
      says: "All tasks together are at nine tenths of their processors: autoscaling is at its end",
      metric: service.metricCpuUtilization({ period }),
      threshold: 90,
    },
  ];
  for (const { name, says, metric, threshold } of figures) {
    metric
      .createAlarm(stack, `${name}-alarm`, {
        alarmDescription: says,
        threshold,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(alarms));
  }
}
