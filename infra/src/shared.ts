import type { Stack } from "aws-cdk-lib";
import type { Vpc } from "aws-cdk-lib/aws-ec2";
import type { Cluster } from "aws-cdk-lib/aws-ecs";
import type { Topic } from "aws-cdk-lib/aws-sns";
import type { FoundationStack } from "./foundation-stack.ts";
import type { Settings } from "./settings.ts";

/** What the parts of the service share. */
export interface Shared {
  stack: Stack;
  settings: Settings;
  foundation: FoundationStack;
  vpc: Vpc;
  cluster: Cluster;
  alarms: Topic;
  /** The commit whose images run. */
  imageTag: string;
}
