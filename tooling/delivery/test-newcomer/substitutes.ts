/**
 * The commands of README.md and docs/deploy.md that a machine with no more than Node and npm cannot run as they stand, and
 * how each is tried instead. Every other command is run as it is copied.
 */
export interface Substitute {
  command: string;
  reason: string;
  /** Runs in its place. */
  instead?: string;
  /** What tries it elsewhere in .ci/run: a package and its script. */
  suite?: string;
}

const IMAGE = "delivery test:image";
const SERVER = "delivery test:server";
const NEWEST = '"$(ls models/AAPL | grep Z- | tail -1)"';

/** By what the comment of a command names; a row below goes first. */
export const MARKED: Record<string, Omit<Substitute, "command">> = {
  D: { reason: "needs a Docker engine", suite: IMAGE },
  S: { reason: "needs systemd as the first process", suite: SERVER },
  A: { reason: "needs an AWS account" },
};

export const SUBSTITUTES: Substitute[] = [
  // README.md
  {
    command: "pnpm test",
    reason: "is a step of .ci/run",
    instead: "pnpm test --filter @lstm-predict/metrics",
  },
  {
    command: "pnpm predict --symbol ^GSPC --model none",
    reason: "needs Yahoo",
    instead: "pnpm predict --symbol AAPL --model none",
  },
  {
    command: "pnpm record",
    reason: "needs Yahoo",
    instead: "pnpm predict --symbol AAPL --record && pnpm record list --symbol AAPL",
  },
  {
    command: "pnpm mlflow",
    reason: "needs Python, and stays up",
    instead: "pnpm mlflow --help",
    suite: "@lstm-predict/train test:mlflow",
  },
  {
    command: "pnpm backtest --symbol AAPL,MSFT,KO",
    reason: "needs Yahoo, and takes minutes",
    instead: "pnpm backtest --symbol AAPL --source sample --folds 1 --seeds 1 --units 8,4",
  },
  {
    command: "pnpm tune --symbol AAPL --trials 30",
    reason: "needs Yahoo, and takes minutes",
    instead:
      "pnpm tune --symbol AAPL --source sample --trials 1 --folds 1 --refit-every 20 --units 8,4 --epochs 1",
  },
  { command: "docker build -t lstm-predict-api .", reason: "needs a Docker engine", suite: IMAGE },
  { command: "docker compose up", reason: "needs a Docker engine", suite: SERVER },

  // docs/deploy.md: one server
  {
    command: "useradd --system --home-dir /opt/lstm-predict --shell /usr/sbin/nologin lstm-predict",
    reason: "changes the machine",
  },
  {
    command:
      "useradd --system --home-dir /opt/lstm-predict --shell /usr/sbin/nologin --gid lstm-predict lstm-predict-retrain",
    reason: "changes the machine",
  },
  {
    command: "git clone https://github.com/OWNER/lstm-predict.git /opt/lstm-predict",
    reason: "needs the repository's address",
  },
  { command: "cd /opt/lstm-predict", reason: "follows the command above" },
  {
    command: "install --mode=600 .env.example /etc/lstm-predict.env",
    reason: "changes the machine",
    instead: "install --mode=600 .env.example ~/lstm-predict.env",
  },
  {
    command: "install --mode=600 /dev/null /etc/lstm-predict-retrain.env",
    reason: "changes the machine",
    instead: "install --mode=600 /dev/null ~/lstm-predict-retrain.env",
  },
  {
    command:
      "install --directory --owner=lstm-predict-retrain --group=lstm-predict /var/lib/lstm-predict /var/lib/lstm-predict/models",
    reason: "changes the machine",
    instead: "install --directory ~/lib/lstm-predict ~/lib/lstm-predict/models",
  },
  {
    command: "install --group=lstm-predict --mode=640 /dev/null /etc/lstm-predict.keys",
    reason: "changes the machine",
    instead: "install --mode=640 /dev/null ~/lstm-predict.keys",
  },
  ...["alice", "alice-2026"].map((name) => ({
    command: `pnpm --silent api-key ${name} --file /etc/lstm-predict.keys`,
    reason: "changes the machine",
    instead: `pnpm --silent api-key ${name} --file ~/lstm-predict.keys`,
  })),
  {
    command: "sed --in-place '/^alice:/d' /etc/lstm-predict.keys",
    reason: "changes the machine",
    instead: "sed --in-place '/^alice:/d' ~/lstm-predict.keys && grep alice-2026 ~/lstm-predict.keys",
  },
  {
    command: "printf 'AAPL\\nMSFT\\n' > /etc/lstm-predict.symbols",
    reason: "changes the machine",
    instead: "printf 'AAPL\\nMSFT\\n' > ~/lstm-predict.symbols",
  },
  {
    command: "cp deploy/systemd/lstm-predict* /etc/systemd/system/",
    reason: "changes the machine",
    instead: "cp deploy/systemd/lstm-predict* ~",
    suite: SERVER,
  },
  {
    command:
      "sed 's/api.example.com/YOUR.NAME/' deploy/nginx/lstm-predict.conf > /etc/nginx/conf.d/lstm-predict.conf",
    reason: "changes the machine",
    instead: "sed 's/api.example.com/YOUR.NAME/' deploy/nginx/lstm-predict.conf > ~/lstm-predict.conf",
    suite: SERVER,
  },
  { command: "nginx -t", reason: "needs nginx", suite: SERVER },
  {
    command:
      "sed 's#/stock#/YOUR/PATH#' deploy/nginx/lstm-predict-prefix.conf > /etc/nginx/snippets/lstm-predict.conf",
    reason: "changes the machine",
    instead: "sed 's#/stock#/YOUR/PATH#' deploy/nginx/lstm-predict-prefix.conf > ~/lstm-predict-prefix.conf",
    suite: SERVER,
  },
  {
    command: "pnpm test:api --url https://YOUR.NAME --key KEY",
    reason: "needs the server's name and a key",
    instead: "pnpm test:api --url http://127.0.0.1:8000 --key KEY",
  },
  {
    command: "pnpm test:api --url https://YOUR.NAME/YOUR/PATH --key KEY",
    reason: "needs the server's name and a key",
    instead: "pnpm test:api --url http://127.0.0.1:8000/ --key KEY",
  },
  {
    command:
      'service="env MODELS_DIR=/var/lib/lstm-predict/models DATA_DIR=/var/lib/lstm-predict/data MLRUNS_DIR=/var/lib/lstm-predict/mlruns"',
    reason: "is for the command below",
  },
  {
    command:
      "runuser -u lstm-predict-retrain -- $service node_modules/.bin/node apps/train/src/main.ts models list",
    reason: "needs the service's user",
    instead: "env MODELS_DIR=models node_modules/.bin/node apps/train/src/main.ts models list",
  },
  {
    command: "git pull && pnpm build",
    reason: "needs the repository's address",
    instead: "pnpm build",
  },

  // docs/deploy.md: compose
  { command: "docker-compose config", reason: "needs docker-compose", suite: SERVER },
  {
    command: `cat >> .env <<END
AWS_ACCESS_KEY_ID=$(openssl rand -hex 10)
AWS_SECRET_ACCESS_KEY=$(openssl rand -hex 20)
AWS_REGION=us-east-1
AWS_ENDPOINT_URL_S3=http://s3:7070
MODEL_STORE=s3://lstm-predict/bundles
MODELS_MODE=rw
END`,
    reason: "would send the commands after it to an S3 server",
    suite: SERVER,
  },

  // docs/deploy.md: AWS
  {
    command: "$EDITOR infra/settings.json",
    reason: "waits for a person",
    instead: `sed --in-place 's/{/{ "plainHttp": true,/' infra/settings.json`,
  },
  ...["pnpm aws:deploy --foundation", "pnpm aws:login", "pnpm aws:push", "pnpm aws:deploy"].map(
    (command) => ({ command, reason: "needs an AWS account", instead: `${command} --dry-run` }),
  ),
  {
    command: "pnpm aws:deploy --tag COMMIT",
    reason: "needs an AWS account",
    instead: "pnpm aws:deploy --tag 0123456789ab --dry-run",
  },
  {
    command: "pnpm aws:test --url https://NAME --key KEY",
    reason: "needs the balancer's name and a key",
    instead: "pnpm aws:test --url http://127.0.0.1:8000 --key KEY",
  },

  // docs/deploy.md: models, backups, going back
  ...["pull", "push"].map((verb) => ({
    command: `pnpm models ${verb} --symbol AAPL`,
    reason: "needs an S3 server",
    suite: "@lstm-predict/train test:s3",
  })),
  {
    command: 'sqlite3 mlruns/mlflow.db ".backup mlflow-backup.db"',
    reason: "needs sqlite3 and MLflow",
  },
  { command: 'sqlite3 data/track-record.sqlite ".backup record-backup.sqlite"', reason: "needs sqlite3" },
  {
    command: 'pg_dump --format custom --file record.dump "$TRACK_RECORD"',
    reason: "needs PostgreSQL",
  },
  {
    command: "pnpm promote --symbol AAPL --rollback",
    reason: "needs a champion before",
    instead: `pnpm promote --symbol AAPL --version ${NEWEST} && pnpm promote --symbol AAPL --rollback`,
  },
  {
    command: "pnpm promote --symbol AAPL --version VERSION",
    reason: "needs the name of a version",
    instead: `pnpm promote --symbol AAPL --version ${NEWEST}`,
  },
  {
    command: "git checkout COMMIT && pnpm build",
    reason: "needs the name of a commit",
    instead: "git checkout --quiet HEAD && pnpm build",
  },
];
