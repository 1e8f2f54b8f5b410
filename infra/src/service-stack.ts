import { CfnOutput, CfnParameter, Stack, Validations } from "aws-cdk-lib";
import { GatewayVpcEndpointAwsService, IpAddresses, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import { Cluster, ContainerInsights } from "aws-cdk-lib/aws-ecs";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { addApi } from "./api.ts";
import type { FoundationStack } from "./foundation-stack.ts";
import { addQueue } from "./queue.ts";
import { addRecord } from "./record.ts";
import { addRetraining } from "./retraining.ts";
import type { Settings } from "./settings.ts";
import type { Shared } from "./shared.ts";
import { trainingOf } from "./training.ts";
import { addWorkers } from "./workers.ts";

/** What runs: the API behind a load balancer, the retraining of every weekday, and on demand a queue with its workers and a record of forecasts. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, foundation: FoundationStack) {
    super(scope, id, {
      env: { region: settings.region },
      description: "lstm-predict: the API and its daily retraining",
      // CloudFormation takes 51,200 bytes that are sent along, and a third would be indentation.
      suppressTemplateIndentation: true,
    });
    const imageTag = new CfnParameter(this, "ImageTag", {
      description: "The commit whose images run, as pnpm aws:push has tagged them",
      allowedPattern: "[\\w.-]{1,128}",
    }).valueAsString;
    const vpc = this.network();
    const cluster = new Cluster(this, "Cluster", { vpc, containerInsightsV2: ContainerInsights.ENABLED });
    const alarms = new Topic(this, "Alarms", { enforceSSL: true });
    // A topic with a policy of its own takes nothing from anybody whom that does not name.
    alarms.grantPublish(new ServicePrincipal("cloudwatch.amazonaws.com"));
    if (settings.alarmEmail) alarms.addSubscription(new EmailSubscription(settings.alarmEmail));

    const parts = { stack: this, settings, foundation, vpc, cluster, alarms, imageTag };
    const { fleet, record } = settings;
    const shared: Shared = { ...parts, record: record && addRecord(parts, record) };
    const url = addApi(shared);
    const queue = fleet && addQueue(shared);
    const training = trainingOf(shared);
    const sender = addRetraining(shared, training, queue);
    if (queue) addWorkers(shared, { queue, training, sender, fleet });
    new CfnOutput(this, "Url", { value: url });
  }

  /**
   * Two zones, public subnets only: a NAT gateway would cost more than the service. Tasks have addresses of their own to
   * reach Yahoo, and security groups that let nobody but the load balancer in.
   */
  private network(): Vpc {
    const vpc = new Vpc(this, "Vpc", {
      ipAddresses: IpAddresses.cidr("10.20.0.0/20"),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: "public", subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
      // Bundles do not leave Amazon's network, and cost nothing on their way.
      gatewayEndpoints: { s3: { service: GatewayVpcEndpointAwsService.S3 } },
      restrictDefaultSecurityGroup: false,
    });
    Validations.of(vpc).acknowledge({
      id: "AwsSolutions-VPC7",
      reason: "Flow logs cost more than they tell here: every request is in the load balancer's access log.",
    });
    return vpc;
  }
}
