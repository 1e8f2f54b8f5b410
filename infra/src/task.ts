import { type Duration, RemovalPolicy, type Stack, Validations } from "aws-cdk-lib";
import type { IRepository } from "aws-cdk-lib/aws-ecr";
import {
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  type HealthCheck,
  LogDriver,
  OperatingSystemFamily,
  type PortMapping,
  type Secret,
} from "aws-cdk-lib/aws-ecs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";

/** The folders that the images write to; everything else is read-only. */
const WRITABLE = ["/models", "/data", "/mlruns", "/tmp"];

export interface TaskOptions {
  repository: IRepository;
  imageTag: string;
  /** 1024 is one core. */
  cpu: number;
  memoryMiB: number;
  environment: Record<string, string>;
  secrets?: Record<string, Secret>;
  command?: string[];
  portMappings?: PortMapping[];
  healthCheck?: HealthCheck;
  /** Between SIGTERM and SIGKILL; Fargate waits two minutes at most. */
  stopTimeout?: Duration;
}

/** One container of ours on Fargate: read-only but for the images' volumes, with a log group of its own. */
export function ourTask(
  stack: Stack,
  name: string,
  options: TaskOptions,
): { task: FargateTaskDefinition; logGroup: LogGroup } {
  const { repository, imageTag, cpu, memoryMiB, ...container } = options;
  const task = new FargateTaskDefinition(stack, `${name}-task`, {
    cpu,
    memoryLimitMiB: memoryMiB,
    runtimePlatform: {
      cpuArchitecture: CpuArchitecture.X86_64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
    volumes: WRITABLE.map((path) => ({ name: path.slice(1) })),
  });
  const logGroup = new LogGroup(stack, `${name}-logs`, {
    logGroupName: `/lstm-predict/${name}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  task
    .addContainer(name, {
      ...container,
      image: ContainerImage.fromEcrRepository(repository, imageTag),
      readonlyRootFilesystem: true,
      logging: LogDriver.awsLogs({ logGroup, streamPrefix: name }),
    })
    .addMountPoints(
      ...WRITABLE.map((path) => ({ sourceVolume: path.slice(1), containerPath: path, readOnly: false })),
    );
  Validations.of(task).acknowledge(
    {
      id: "AwsSolutions-ECS2",
      reason: "What stands in the environment is no secret; keys and tokens come from Secrets Manager.",
    },
    {
      id: "AwsSolutions-IAM5[Resource::*]",
      reason:
        "ecr:GetAuthorizationToken cannot be limited to a resource; CDK grants it to every execution role.",
    },
  );
  return { task, logGroup };
}
