"""A sweep on Kubernetes: Dask's operator makes the scheduler a pod, and each worker.

    pip install "ceasefire[dask]" dask-kubernetes
    python on_kubernetes.py minds.toml /shared/minds.sweep --image IMAGE --claim CLAIM --workers 8

CLAIM is a volume that all pods can write to at once. The command itself must see it under the same
path: run it in a pod too (kubernetes.yaml; the image is Containerfile's). Killed, or out of time:
the same command goes on.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from dask_kubernetes.operator import KubeCluster, make_cluster_spec

import sim

IDLE = 900
"""Seconds without work after which the operator ends pods that nobody ended."""


def wanted(name: str, image: str, claim: str, mount: str, workers: int) -> dict[str, Any]:
    """The `DaskCluster`: workers of one core and one thread, and the volume in every pod."""
    made: dict[str, Any] = make_cluster_spec(
        name,
        image=image,
        n_workers=workers,
        idle_timeout=IDLE,
        worker_command="dask worker --nthreads 1",
        resources={"requests": {"cpu": "1", "memory": "2Gi"}, "limits": {"memory": "2Gi"}},
        # the sweep itself sees to worlds that take their worker down
        env={"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"},
    )
    volume = {"name": "sweeps", "persistentVolumeClaim": {"claimName": claim}}
    for part in ("scheduler", "worker"):
        pod = made["spec"][part]["spec"]
        pod["volumes"] = [volume]
        pod["containers"][0]["volumeMounts"] = [{"name": "sweeps", "mountPath": mount}]
    # Dask no longer has the command of this name
    scheduler = made["spec"]["scheduler"]["spec"]["containers"][0]
    scheduler["args"] = ["dask", "scheduler", "--host", "0.0.0.0"]
    return made


def asked(words: list[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec")
    parser.add_argument("to", help="the sweep's folder, on the volume")
    parser.add_argument("--image", required=True, help="what pods run: ceasefire[fast,dask]")
    parser.add_argument("--claim", required=True, help="the volume's PersistentVolumeClaim")
    parser.add_argument("--mount", default="/shared", help="where every pod sees it")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--name", default="ceasefire", help="of the cluster; one for each sweep")
    parser.add_argument("--namespace")
    parser.add_argument("--show", action="store_true", help="print the DaskCluster and end")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> None:
    """Pods, the sweep, and no pods any more."""
    given = asked(words)
    made = wanted(given.name, given.image, given.claim, given.mount, given.workers)
    if given.show:
        print(json.dumps(made, indent=2))
        return
    # one that a killed run left is taken over, and ended too
    options = {"namespace": given.namespace, "shutdown_on_close": True, "quiet": True}
    with KubeCluster(custom_cluster_spec=made, **options) as cluster:
        cluster.wait_for_workers(given.workers)
        found = sim.sweep(given.spec, to=given.to, cluster=cluster.scheduler_address)
    print(found.folder, found.manifest["finished"]["statuses"])


if __name__ == "__main__":
    main()
