import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { Repository, type RepositoryProps, TagMutability } from "aws-cdk-lib/aws-ecr";
import { FederatedPrincipal, OpenIdConnectProvider, Role } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { mayPublish } from "./bundles-access.ts";
import type { Settings } from "./settings.ts";

const PRIVATE: BucketProps = {
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** The name of the images of a target of the Dockerfile. */
export const repositoryName = (target: string) => `lstm-predict/${target}`;

/** What outlives every version of the service: images, bundles, keys. It is deployed first, and rarely. */
export class FoundationStack extends Stack {
  readonly api: Repository;
  readonly train: Repository;
  readonly bundles: Bucket;
  readonly logs: Bucket;
  readonly apiKeys: Secret;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      env: { region: settings.region },
      description: "lstm-predict: images, model bundles, API keys",
      terminationProtection: true,
    });
    this.api = this.repository("api");
    this.train = this.repository("train");
    if (settings.fleet) {
      // It goes with the fleet, so that settings with and without one can follow each other; its images can be built again.
      const temporary = { removalPolicy: RemovalPolicy.DESTROY, emptyOnDelete: true };
      const { repositoryUri: value } = this.repository("worker", temporary);
      new CfnOutput(this, "WorkerRepository", { value });
    }

    this.logs = new Bucket(this, "Logs", {
      ...PRIVATE,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
    Validations.of(this.logs).acknowledge({
      id: "AwsSolutions-S1",
      reason: "This is the bucket that access logs go to: logging it into itself would never end.",
    });
    this.bundles = new Bucket(this, "Bundles", {
      ...PRIVATE,
      versioned: true,
      serverAccessLogsBucket: this.logs,
      serverAccessLogsPrefix: "bundles/",
      lifecycleRules: [
        // What a prune deletes can be restored as long; then the mark of its deletion goes too.
        { noncurrentVersionExpiration: Duration.days(90), expiredObjectDeleteMarker: true },
        // An upload that was killed leaves parts behind that cost as much as objects.
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });

    // Until somebody puts real keys here the value is no list of keys, and the API refuses to start: closed, not open.
    this.apiKeys = new Secret(this, "ApiKeys", {
      secretName: "lstm-predict/api-keys",
      description: "API_KEYS: name:hash, divided by commas; pnpm api-key NAME makes one",
    });
    Validations.of(this.apiKeys).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "The value holds hashes of keys that people carry: only they can be given new ones.",
    });

    if (settings.githubRepository) this.publisher(settings.githubRepository, settings.keep !== undefined);
    new CfnOutput(this, "ModelStore", { value: `s3://${this.bundles.bucketName}/bundles` });
    new CfnOutput(this, "ApiRepository", { value: this.api.repositoryUri });
    new CfnOutput(this, "TrainRepository", { value: this.train.repositoryUri });
  }

  private repository(target: string, over: Partial<RepositoryProps> = {}): Repository {
    return new Repository(this, `${target}-images`, {
      repositoryName: repositoryName(target),
      imageScanOnPush: true,
      // A tag is a commit: what it names never changes, and going back is deploying an older one.
      imageTagMutability: TagMutability.IMMUTABLE,
      lifecycleRules: [{ maxImageCount: 20 }],
      removalPolicy: RemovalPolicy.RETAIN,
      ...over,
    });
  }

  /** The role that .github/workflows/retrain.yml takes on, by GitHub's own identity: no key is kept anywhere. */
  private publisher(repository: string, prune: boolean): void {
    const github = new OpenIdConnectProvider(this, "GitHub", {
      url: "https://token.actions.githubusercontent.com",
      clientIds: ["sts.amazonaws.com"],
    });
    const role = new Role(this, "Publisher", {
      description: "Retraining in GitHub's workflows",
      maxSessionDuration: Duration.hours(6),
      assumedBy: new FederatedPrincipal(
        github.openIdConnectProviderArn,
        {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": `repo:${repository}:ref:refs/heads/main`,
          },
        },
        "sts:AssumeRoleWithWebIdentity",
      ),
    });
    mayPublish(role, this.bundles, { prune });
    new CfnOutput(this, "PublisherRole", { value: role.roleArn });
  }
}
