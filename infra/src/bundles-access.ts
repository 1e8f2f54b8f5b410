import { Validations } from "aws-cdk-lib";
import { Effect, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";

/** Where bundles are in the bucket. */
export const PREFIX = "bundles";

/** Lets a role read bundles: list below the prefix, and get. */
export function mayRead(role: IRole, bucket: IBucket): void {
  allow(role, bucket, ["s3:GetObject"]);
}

/**
 * Lets a role read and write bundles, each object in one request; with `prune`, also delete versions of models, but neither
 * champions nor decisions.
 */
export function mayPublish(role: IRole, bucket: IBucket, { prune }: { prune: boolean }): void {
  allow(role, bucket, ["s3:GetObject", "s3:PutObject"]);
  if (!prune) return;
  const versions = bucket.arnForObjects(`${PREFIX}/bundles/*`);
  role.addToPrincipalPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: ["s3:DeleteObject"], resources: [versions] }),
  );
  acknowledge(role, `${PREFIX}/bundles/*`);
}

function allow(role: IRole, bucket: IBucket, actions: string[]): void {
  const objects = bucket.arnForObjects(`${PREFIX}/*`);
  role.addToPrincipalPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [objects] }));
  role.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ["s3:ListBucket"],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { "s3:prefix": `${PREFIX}/*` } },
    }),
  );
  acknowledge(role, `${PREFIX}/*`);
}

function acknowledge(role: IRole, objects: string): void {
  for (const bucket of BUCKETS) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${bucket}/${objects}]`,
      reason: "Which bundles there will be is not known beforehand: all below one prefix of one bucket.",
    });
  }
}

/** The bucket as cdk-nag calls it, seen from the service's stack and from the foundation's. */
const BUCKETS = [
  "lstm-predict-foundation:ExportsOutputFnGetAttBundles3FB864E8ArnBFC9039D",
  "<Bundles3FB864E8.Arn>",
];
