import { SecretValue, Validations } from "aws-cdk-lib";
import { Port, SecurityGroup } from "aws-cdk-lib/aws-ec2";
import { Secret } from "aws-cdk-lib/aws-ecs";
import { CfnParameterGroup, CfnReplicationGroup, CfnSubnetGroup } from "aws-cdk-lib/aws-elasticache";
import { Secret as StoredSecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Shared } from "./shared.ts";

const PORT = 6380;

/** The queue of a fleet, for the tasks that it lets in. */
export interface FleetQueue {
  /** QUEUE_URL, with its password. */
  url: Secret;
  letIn(group: SecurityGroup, who: string): void;
}

/**
 * A small Valkey server in ElastiCache: TLS, a password, no eviction. The serverless kind evicts jobs, and is a cluster, in which
 * BullMQ's keys would be on several machines. There is one node: a lost queue is an evening that is sent again.
 */
export function addQueue({ stack, vpc }: Shared): FleetQueue {
  const password = new StoredSecret(stack, "QueuePassword", {
    description: "Password of the queue",
    generateSecretString: { passwordLength: 48, excludePunctuation: true },
  });
  const inbound = new SecurityGroup(stack, "queue-inbound", {
    vpc,
    description: "Who may ask the queue",
    allowAllOutbound: false,
  });
  const subnets = new CfnSubnetGroup(stack, "queue-subnets", {
    description: "Where the queue is: its node has no public address",
    subnetIds: vpc.publicSubnets.map(({ subnetId }) => subnetId),
  });
  const parameters = new CfnParameterGroup(stack, "queue-parameters", {
    cacheParameterGroupFamily: "valkey8",
    description: "A queue forgets nothing to make room",
    properties: { "maxmemory-policy": "noeviction" },
  });
  const server = new CfnReplicationGroup(stack, "queue", {
    replicationGroupDescription: "lstm-predict: jobs of the workers",
    engine: "valkey",
    engineVersion: "8.0",
    cacheNodeType: "cache.t4g.micro",
    numCacheClusters: 1,
    automaticFailoverEnabled: false,
    port: PORT,
    transitEncryptionEnabled: true,
    transitEncryptionMode: "required",
    atRestEncryptionEnabled: true,
    authToken: password.secretValue.unsafeUnwrap(),
    cacheSubnetGroupName: subnets.ref,
    cacheParameterGroupName: parameters.ref,
    securityGroupIds: [inbound.securityGroupId],
    autoMinorVersionUpgrade: true,
  });
  const url = new StoredSecret(stack, "QueueUrl", {
    description: "QUEUE_URL of workers and retraining",
    // CloudFormation puts the password in; the template has its name alone.
    secretStringValue: SecretValue.unsafePlainText(
      `rediss://:${password.secretValue.unsafeUnwrap()}@${server.attrPrimaryEndPointAddress}:${PORT}`,
    ),
  });
  for (const secret of [password, url])
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "A new password is a deployment: the server has to take it at the same time as its clients.",
    });
  Validations.of(server).acknowledge({
    id: "AwsSolutions-AEC4",
    reason: "A second zone would double the bill; a lost queue is an evening that is sent again.",
  });
  return {
    url: Secret.fromSecretsManager(url),
    letIn: (group, who) => {
      inbound.addIngressRule(group, Port.tcp(PORT), who);
    },
  };
}
