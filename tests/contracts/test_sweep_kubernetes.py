"""The example for Kubernetes: what it asks the operator for, played here as processes."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from sweep_worlds import Inline, grid

import sim
from sim import sweeps

EXAMPLES = Path(__file__).parents[2] / "examples"
distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")


def recorded(name, image, n_workers, resources, env, worker_command, idle_timeout):
    """What `make_cluster_spec` of dask-kubernetes 2026.3 answers."""
    told = [{"name": key, "value": value} for key, value in env.items()]
    alike = {"image": image, "env": told, "resources": resources}

    def port(title, number):
        return {"name": title, "containerPort": number, "protocol": "TCP"}

    def probe(**more):
        return {"httpGet": {"port": "http-dashboard", "path": "/health"}, **more}

    def served(title, number):
        return {"name": title, "protocol": "TCP", "port": number, "targetPort": title}

    worker = {
        "name": "worker", **alike, "ports": [port("http-dashboard", 8788)],
        "args": [*worker_command.split(), "--name", "$(DASK_WORKER_NAME)", "--dashboard",
                 "--dashboard-address", "8788"],
    }  # fmt: skip
    scheduler = {
        "name": "scheduler", **alike, "args": ["dask-scheduler", "--host", "0.0.0.0"],
        "ports": [port("tcp-comm", 8786), port("http-dashboard", 8787)],
        "readinessProbe": probe(initialDelaySeconds=0, periodSeconds=1, timeoutSeconds=300),
        "livenessProbe": probe(initialDelaySeconds=15, periodSeconds=20),
    }  # fmt: skip
    service = {
        "type": "ClusterIP",
        "selector": {"dask.org/cluster-name": name, "dask.org/component": "scheduler"},
        "ports": [served("tcp-comm", 8786), served("http-dashboard", 8787)],
    }
    return {
        "apiVersion": "kubernetes.dask.org/v1",
        "kind": "DaskCluster",
        "metadata": {"name": name},
        "spec": {
            "idleTimeout": idle_timeout,
            "worker": {"replicas": n_workers, "spec": {"containers": [worker]}},
            "scheduler": {"spec": {"containers": [scheduler]}, "service": service},
        },
    }


class Processes:
    """In the operator's place: the containers of a `DaskCluster` as processes of this machine."""

    def __init__(self, custom_cluster_spec, namespace, shutdown_on_close, quiet):
        spec = custom_cluster_spec["spec"]
        at = Path(spec["scheduler"]["spec"]["containers"][0]["volumeMounts"][0]["mountPath"])
        self.file = at / "scheduler.json"
        # pods have ports of their own
        free = ["--port", "0", "--dashboard-address", ":0", "--scheduler-file", str(self.file)]
        self.running = [self.run(spec["scheduler"], {}, free)]
        for _ in range(600):
            if self.file.exists():
                break
            time.sleep(0.1)
        host = json.loads(self.file.read_text())["address"].rsplit(":", 1)[1]
        self.scheduler_address = f"tcp://127.0.0.1:{host}"
        for number in range(spec["worker"]["replicas"]):
            names = {
                "DASK_WORKER_NAME": f"worker-{number}",
                "DASK_SCHEDULER_ADDRESS": self.scheduler_address,
            }
            self.running.append(self.run(spec["worker"], names, ["--dashboard-address", ":0"]))

    def run(self, part, names, more):
        container = part["spec"]["containers"][0]
        args = [*container["args"], *more]
        for name, value in names.items():
            args = [word.replace(f"$({name})", value) for word in args]
        told = {one["name"]: one["value"] for one in container["env"]}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, **told, **names, "PATH": path}
        return subprocess.Popen(args, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait_for_workers(self, count):
        with distributed.Client(self.scheduler_address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=120)
            allowed = client.run_on_scheduler(
                lambda dask_scheduler: dask_scheduler.allowed_failures
            )
            assert allowed == 0
            assert list(client.nthreads().values()) == [1] * count

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(timeout=30)


@pytest.fixture
def example(monkeypatch):
    """The example, with the operator's library or what it says in its place."""
    stand_in = SimpleNamespace(KubeCluster=Processes, make_cluster_spec=recorded)
    monkeypatch.setitem(sys.modules, "dask_kubernetes", SimpleNamespace(operator=stand_in))
    monkeypatch.setitem(sys.modules, "dask_kubernetes.operator", stand_in)
    monkeypatch.syspath_prepend(str(EXAMPLES))
    monkeypatch.delitem(sys.modules, "on_kubernetes", raising=False)
    yield importlib.import_module("on_kubernetes")
    sys.modules.pop("on_kubernetes", None)


def test_what_is_recorded_is_what_the_library_says():
    """So that the other tests stand on the real one."""
    real = pytest.importorskip("dask_kubernetes.operator").make_cluster_spec
    size = {"requests": {"cpu": "1"}}
    given = {"image": "i", "n_workers": 3, "resources": size, "env": {"A": "0"},
             "worker_command": "dask worker", "idle_timeout": 9}  # fmt: skip
    assert recorded("a", **given) == real("a", **given)


def test_containers_of_the_example_play_the_same_worlds(example, tmp_path, monkeypatch, capsys):
    """Its commands are Dask's, its settings arrive, and the table has a local run's bytes."""
    monkeypatch.setattr(sweeps, "_chunk", lambda spec, measured: 3)
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES.parent))
    spec = grid(levels=2, replicates=2)
    said = sim.sweep(spec, to=tmp_path / "a", pool=Inline())
    real = sim.sweep
    monkeypatch.setattr(sim, "sweep", lambda _, to, cluster: real(spec, to=to, cluster=cluster))
    words = ["spec.toml", str(tmp_path / "b"), "--image", "i", "--claim", "c"]
    example.main([*words, "--mount", str(tmp_path)])
    assert str(said.manifest["finished"]["statuses"]) in capsys.readouterr().out
    tables = [(tmp_path / name / "table.parquet").read_bytes() for name in "ab"]
    assert tables[0] == tables[1]


def test_every_pod_sees_the_volume(example, capsys):
    """`--show` prints the `DaskCluster`; both kinds of pod mount the claim at one path."""
    words = ["s", "t", "--image", "i", "--claim", "c", "--mount", "/m", "--name", "n", "--show"]
    example.main(words)
    made = json.loads(capsys.readouterr().out)
    assert made["metadata"]["name"] == "n"
    assert made["spec"]["idleTimeout"] == example.IDLE
    for part in ("scheduler", "worker"):
        pod = made["spec"][part]["spec"]
        (volume,), (container,) = pod["volumes"], pod["containers"]
        assert volume["persistentVolumeClaim"] == {"claimName": "c"}
        assert container["volumeMounts"] == [{"name": volume["name"], "mountPath": "/m"}]
        assert container["image"] == "i"


def test_the_job_asks_for_what_is_there(example):
    """Its words are the example's, its claim and path are the pods', its files the image's."""
    found = {one["kind"]: one for one in yaml.safe_load_all((EXAMPLES / "kubernetes.yaml").open())}
    pod = found["Job"]["spec"]["template"]["spec"]
    (container,), (volume,) = pod["containers"], pod["volumes"]
    given = example.asked(container["args"][2:])
    claim = found["PersistentVolumeClaim"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    assert given.claim == claim["metadata"]["name"] == volume["persistentVolumeClaim"]["claimName"]
    assert container["volumeMounts"] == [{"name": volume["name"], "mountPath": given.mount}]
    assert given.to.startswith(given.mount)
    assert given.image == container["image"]
    assert pod["serviceAccountName"] == found["RoleBinding"]["subjects"][0]["name"]
    copied = (EXAMPLES / "Containerfile").read_text(encoding="utf-8")
    assert f"examples/{Path(container['args'][1]).name}" in copied
    assert " /ceasefire/\n" in copied
