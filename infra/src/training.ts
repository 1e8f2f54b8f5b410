import { Secret } from "aws-cdk-lib/aws-ecs";
import { Secret as StoredSecret } from "aws-cdk-lib/aws-secretsmanager";
import { PREFIX } from "./bundles-access.ts";
import type { Shared } from "./shared.ts";

/** What the retraining and the workers are told: where bundles go, and where runs and forecasts are recorded. */
export interface Training {
  environment: Record<string, string>;
  secrets: Record<string, Secret>;
}

export function trainingOf({ stack, settings, foundation, record }: Shared): Training {
  const { mlflow } = settings;
  const token = mlflow?.tokenSecretArn;
  return {
    environment: {
      MODEL_STORE: `s3://${foundation.bundles.bucketName}/${PREFIX}`,
      AWS_REGION: settings.region,
      ...(mlflow && { MLFLOW_TRACKING_URI: mlflow.uri }),
    },
    secrets: {
      ...(record && { TRACK_RECORD: record.url }),
      ...(token !== undefined && {
        MLFLOW_TRACKING_TOKEN: Secret.fromSecretsManager(
          StoredSecret.fromSecretCompleteArn(stack, "MlflowToken", token),
        ),
      }),
    },
  };
}
