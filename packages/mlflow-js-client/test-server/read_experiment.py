"""`read_experiment.py TRACKING_URI EXPERIMENT` prints an experiment as JSON, read with MLflow's Python client."""

import hashlib
import json
import math
import sys
import tempfile
from pathlib import Path

from mlflow import MlflowClient, artifacts, set_tracking_uri


# MLflow 2 has no logged models.
HAS_MODELS = hasattr(MlflowClient, "search_logged_models")


def number(value):
    """JSON has no NaN."""
    return "NaN" if math.isnan(value) else value


def hashes(folder):
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def download(uri, tracking_uri):
    with tempfile.TemporaryDirectory() as folder:
        artifacts.download_artifacts(artifact_uri=uri, dst_path=folder, tracking_uri=tracking_uri)
        # MLflow downloads a folder under its last name.
        return hashes(Path(folder) / "artifacts")


def registered_files(uri, tracking_uri):
    with tempfile.TemporaryDirectory() as folder:
        found = hashes(artifacts.download_artifacts(artifact_uri=uri, dst_path=folder, tracking_uri=tracking_uri))
        found.pop("registered_model_meta", None)  # MLflow adds it to what it downloads
        return found


def read_run(client, run, tracking_uri):
    return {
        "runId": run.info.run_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "startTime": run.info.start_time,
        "endTime": run.info.end_time,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": {
            key: [[m.step, m.timestamp, number(m.value)] for m in client.get_metric_history(run.info.run_id, key)]
            for key in run.data.metrics
        },
        "datasets": [
            {
                "name": item.dataset.name,
                "digest": item.dataset.digest,
                "profile": item.dataset.profile,
                "tags": {tag.key: tag.value for tag in item.tags},
            }
            for item in run.inputs.dataset_inputs
        ],
        "outputs": [output.model_id for output in run.outputs.model_outputs] if HAS_MODELS else [],
        "artifacts": download(run.info.artifact_uri, tracking_uri) if client.list_artifacts(run.info.run_id) else {},
        "versions": [
            {
                "name": version.name,
                "version": str(version.version),
                "source": version.source,
                "aliases": sorted(client.get_model_version(version.name, version.version).aliases),
                "files": registered_files(f"models:/{version.name}/{version.version}", tracking_uri),
            }
            for version in client.search_model_versions(f"run_id = '{run.info.run_id}'")
        ],
    }


def read_model(model, tracking_uri):
    return {
        "modelId": model.model_id,
        "name": model.name,
        "status": str(model.status),
        "params": model.params,
        "files": download(model.artifact_location, tracking_uri),
    }


def main(tracking_uri, name):
    set_tracking_uri(tracking_uri)
    client = MlflowClient(tracking_uri)
    experiment = client.get_experiment_by_name(name)
    ids = [experiment.experiment_id]
    runs = [read_run(client, run, tracking_uri) for run in client.search_runs(ids)]
    models = [read_model(model, tracking_uri) for model in client.search_logged_models(ids)] if HAS_MODELS else []
    print(json.dumps({"tags": experiment.tags, "runs": runs, "models": models}))


main(*sys.argv[1:])
