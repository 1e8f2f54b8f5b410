import type { Stack } from "aws-cdk-lib";
import type { SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
import type { Cluster, Secret } from "aws-cdk-lib/aws-ecs";
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
  /** Undefined: each task has its own, which ends with it. */
  record: RecordDatabase | undefined;
}

/** The database of the record of forecasts, for the tasks that it lets in. */
export interface RecordDatabase {
  /** TRACK_RECORD, with its password. */
  url: Secret;
  letIn(group: SecurityGroup, who: string): void;
}
