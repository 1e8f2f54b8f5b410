import { App, DefaultStackSynthesizer, Tags } from "aws-cdk-lib";
import { FoundationStack } from "./foundation-stack.ts";
import { ServiceStack } from "./service-stack.ts";
import type { Settings } from "./settings.ts";

/**
 * Both stacks. They have no files of their own to upload, so CloudFormation alone deploys them: the account needs no
 * preparation (`cdk bootstrap`).
 */
export function createApp(settings: Settings, outdir?: string) {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    analyticsReporting: false,
    // Policies, not access control lists, say who may write logs.
    context: { "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": true },
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  Tags.of(app).add("project", "lstm-predict", { excludeResourceTypes: WITHOUT_TAGS });
  const foundation = new FoundationStack(app, "lstm-predict-foundation", settings);
  const service = new ServiceStack(app, "lstm-predict-service", settings, foundation);
  return { app, foundation, service };
}

/** CDK would tag these as well; CloudFormation does not know tags of them. */
const WITHOUT_TAGS = ["AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ElasticLoadBalancingV2::Listener"];
