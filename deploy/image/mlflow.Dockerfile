# The server of `pnpm mlflow`, for compose: installed once, so that the container needs neither root nor a network to start.
FROM docker.io/library/python:3.12.14-slim@sha256:f77ac9e44ae96ef2c90b8053ea08c31f8be030f824196b0ae4db6d462c84e51f
RUN pip install --no-cache-dir --root-user-action=ignore mlflow==3.17.2
ENV HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false \
    MLFLOW_DISABLE_TELEMETRY=true
USER 1000:1000
EXPOSE 5000
CMD ["mlflow", "server", "--workers", "1", "--host", "0.0.0.0", "--port", "5000", \
     "--backend-store-uri", "sqlite:////mlruns/mlflow.db", "--artifacts-destination", "/mlruns/artifacts", \
     "--allowed-hosts", "localhost:5000,127.0.0.1:5000,mlflow:5000"]
