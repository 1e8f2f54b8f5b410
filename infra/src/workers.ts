import { Duration, Stack, Validations } from "aws-cdk-lib";
import { SecurityGroup } from "aws-cdk-lib/aws-ec2";
import { Repository } from "aws-cdk-lib/aws-ecr";
import { CfnClusterCapacityProviderAssociations, FargateService } from "aws-cdk-lib/aws-ecs";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { mayPublish } from "./bundles-access.ts";
import { repositoryName } from "./foundation-stack.ts";
import type { FleetQueue } from "./queue.ts";
import { addQueueMetrics } from "./queue-metrics.ts";
import { scaleOnLength } from "./scaling.ts";
import type { Fleet } from "./settings.ts";
import type { Shared } from "./shared.ts";
import { ourTask } from "./task.ts";
import type { Training } from "./training.ts";

const CORES = 2;
/** After SIGTERM, which is what an end of spot capacity is as well, jobs have this time; then they go back to the queue. */
const GRACE = Duration.seconds(90);
/** Fargate's longest: more than GRACE, and the 20 s in which jobs stop. */
const STOP_TIMEOUT = Duration.seconds(120);

/** Workers of the queue, as many as it has jobs for, and none while it is empty. */
export function addWorkers(
  shared: Shared,
  {
    queue,
    training,
    sender,
    fleet,
  }: { queue: FleetQueue; training: Training; sender: LogGroup; fleet: Fleet },
): void {
  const { stack, settings, foundation, vpc, cluster, imageTag, record } = shared;
  const { task, logGroup } = ourTask(stack, "worker", {
    // By its name: an import would keep the foundation from losing it with the fleet.
    repository: Repository.fromRepositoryName(stack, "worker-images", repositoryName("worker")),
    imageTag,
    cpu: CORES * 1024,
    memoryMiB: 4096,
    environment: {
      ...training.environment,
      WORKER_CONCURRENCY: String(CORES),
      WORKER_GRACE_SECONDS: String(GRACE.toSeconds()),
      // Nobody but the check below asks.
      WORKER_HOST: "127.0.0.1",
      WORKER_PORT: "9400",
    },
    secrets: { ...training.secrets, QUEUE_URL: queue.url },
    healthCheck: {
      command: [
        "CMD",
        "node",
        "-e",
        "fetch('http://127.0.0.1:9400/health').then(({ ok }) => { process.exitCode = ok ? 0 : 1 })",
      ],
      startPeriod: Duration.seconds(30),
    },
    stopTimeout: STOP_TIMEOUT,
  });
  mayPublish(task.taskRole, foundation.bundles, { prune: false });
  // A worker that has jobs says so to ECS, which then ends another one.
  const tasks = Stack.of(cluster).formatArn({
    service: "ecs",
    resource: "task",
    resourceName: `${cluster.clusterName}/*`,
  });
  task.addToTaskRolePolicy(
    new PolicyStatement({ actions: ["ecs:UpdateTaskProtection"], resources: [tasks] }),
  );
  Validations.of(task.taskRole).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:${settings.region}:<AWS::AccountId>:task/<ClusterEB0386A7>/*]`,
    reason: "The name of a task is not known before it runs: those of one cluster.",
  });

  const own = new SecurityGroup(stack, "worker-tasks", { vpc, description: "Workers" });
  queue.letIn(own, "workers");
  record?.letIn(own, "workers");
  const providers = new CfnClusterCapacityProviderAssociations(stack, "providers", {
    cluster: cluster.clusterName,
    capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    defaultCapacityProviderStrategy: [],
  });
  const service = new FargateService(stack, "workers", {
    cluster,
    taskDefinition: task,
    // Autoscaling has the say from here on.
    desiredCount: 0,
    // The first is always to be had; of the others, most are spot capacity, which may end at two minutes' notice.
    capacityProviderStrategies: [
      { capacityProvider: "FARGATE", base: 1, weight: 1 },
      ...(fleet.spot ? [{ capacityProvider: "FARGATE_SPOT", weight: 4 }] : []),
    ],
    securityGroups: [own],
    assignPublicIp: true,
    // No client waits for a worker.
    minHealthyPercent: 0,
    maxHealthyPercent: 200,
    circuitBreaker: { enable: true, rollback: true },
    enableECSManagedTags: true,
  });
  service.node.addDependency(providers);
  const jobs = addQueueMetrics(shared, { sender, workers: logGroup });
  scaleOnLength(shared, service, fleet.maxWorkers, jobs);
}
