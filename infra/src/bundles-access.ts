import { Validations } from "aws-cdk-lib";
import { Effect, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";

/** Where bundles are in the bucket. */
export const PREFIX = "bundles";

/** Lets a role read bundles: list below the prefix, and get. */
export function mayRead(role: IRole, bucket: IBucket): void {
  allow(role, bucket, ["s3:GetObject"]);
}

/** Lets a role read and write bundles, each object in one request; nobody but a person deletes. */
export function mayPublish(role: IRole, bucket: IBucket): void {
  allow(role, bucket, ["s3:GetObject", "s3:PutObject"]);
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
  for (const resource of BELOW_PREFIX) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason: "Which bundles there will be is not known beforehand: all below one prefix of one bucket.",
    });
  }
}

/** The bundles as cdk-nag calls them, seen from the service's stack and from the foundation's. */
const BELOW_PREFIX = [
  `lstm-predict-foundation:ExportsOutputFnGetAttBundles3FB864E8ArnBFC9039D/${PREFIX}/*`,
  `<Bundles3FB864E8.Arn>/${PREFIX}/*`,
];
