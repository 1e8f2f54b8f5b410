# Three images of one repository: `api` (the default) serves forecasts, `train` is the command line, `worker` takes jobs from a
# queue (docs/fleet.md). docs/deploy.md says how they are run. Node runs TypeScript as it is, so an image is the sources of the packages that it needs, in the
# repository's own layout, and what those packages depend on in production, as pnpm-lock.yaml has it.
#
# A digest names one image for ever, a tag whatever was pushed last: `pnpm --filter delivery pins` compares them.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

FROM ${NODE_IMAGE} AS base
ENV NODE_ENV=production \
    MODELS_DIR=/models \
    DATA_DIR=/data \
    MLRUNS_DIR=/mlruns
WORKDIR /app
# The only folders that are written to: the rest may be read-only (docker run --read-only). They are volumes because
# Fargate gives a mounted folder the owner of the image's own only then.
RUN mkdir /models /data /mlruns && chown node:node /models /data /mlruns
VOLUME ["/models", "/data", "/mlruns", "/tmp"]

FROM base AS workspace
COPY package.json ./
RUN npm install --global --no-fund --no-audit "$(node -p 'require("./package.json").packageManager')"
COPY . .
# A build machine that has these packages may mount its own store, and name it here.
ARG PNPM_STORE=/pnpm-store
ENV PNPM_CONFIG_STORE_DIR=${PNPM_STORE}

# The pages of the dashboard are the only thing that is built: its tools stay in this stage. Of the packages that it needs, only the
# API's client has dependencies that are part of the pages.
FROM workspace AS dashboard
RUN --mount=type=cache,target=/pnpm-store --mount=type=cache,target=/root/.cache/pnpm \
    pnpm install --prod --frozen-lockfile --filter ./apps/dashboard --filter ./packages/api-client \
    && pnpm --filter ./apps/dashboard run build

FROM workspace AS api-files
RUN --mount=type=cache,target=/pnpm-store --mount=type=cache,target=/root/.cache/pnpm \
    deploy/image/collect.sh @lstm-predict/api /image --no-optional

FROM workspace AS train-files
RUN --mount=type=cache,target=/pnpm-store --mount=type=cache,target=/root/.cache/pnpm \
    deploy/image/collect.sh @lstm-predict/train /image

FROM workspace AS worker-files
RUN --mount=type=cache,target=/pnpm-store --mount=type=cache,target=/root/.cache/pnpm \
    deploy/image/collect.sh @lstm-predict/worker /image

FROM base AS train
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="lstm-predict train" \
      org.opencontainers.image.description="Trains an LSTM on a stock's daily bars, with the naive forecast beside every score" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=train-files /image /app
USER node
ENTRYPOINT ["node", "apps/train/src/main.ts"]
CMD ["--help"]

FROM base AS worker
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="lstm-predict worker" \
      org.opencontainers.image.description="Retrains, backtests and downloads what the queue of a fleet holds" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV WORKER_HOST=0.0.0.0 \
    WORKER_PORT=9400
COPY --from=worker-files /image /app
USER node
EXPOSE 9400
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WORKER_PORT}/health`).then(({ ok }) => { process.exitCode = ok ? 0 : 1 })"]
# Node itself is process 1: on SIGTERM it lets its jobs end for WORKER_GRACE_SECONDS, then the queue has them back within 20 s more.
CMD ["node", "apps/worker/src/main.ts"]

FROM base AS api
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="lstm-predict api" \
      org.opencontainers.image.description="Serves tomorrow's close with its error bars over HTTP" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV HOST=0.0.0.0 \
    PORT=8000
COPY --from=api-files /image /app
COPY --from=dashboard /app/apps/dashboard/dist /app/apps/dashboard/dist
USER node
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => { process.exitCode = ok ? 0 : 1 })"]
# Node itself is process 1: it gets SIGTERM, and ends when the running requests have.
CMD ["node", "apps/api/src/main.ts"]
