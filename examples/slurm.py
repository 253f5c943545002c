"""A sweep on a cluster that SLURM runs: the scheduler here, each worker a job.

    pip install "ceasefire[dask]" dask-jobqueue
    python examples/slurm.py examples/minds.toml /shared/minds.sweep --jobs 8 --queue short

The folder must be the same on every node. Killed, or out of time: the same command goes on.
"""

from __future__ import annotations

import argparse
from typing import Any

import dask
from dask_jobqueue import SLURMCluster

import sim


def start(queue: str | None, **more: Any) -> SLURMCluster:
    """A scheduler in this process, whose workers are jobs of one core and one thread.

    `more` goes to SLURMCluster: `walltime="08:00:00"`, `interface="ib0"`, and what else a site asks
    for.
    """
    # the sweep itself sees to worlds that take their worker down
    dask.config.set({"distributed.scheduler.allowed-failures": 0})
    return SLURMCluster(queue=queue, cores=1, processes=1, memory="2GB", **more)


def main() -> None:
    """Jobs, the sweep, and no jobs any more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec")
    parser.add_argument("to", help="the sweep's folder, seen by every node under this path")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--queue")
    parser.add_argument("--show", action="store_true", help="print a job's script and end")
    asked = parser.parse_args()
    with start(asked.queue) as cluster:
        if asked.show:
            print(cluster.job_script())
            return
        # jobs that end, or are ended, are put in the queue again
        cluster.adapt(minimum_jobs=asked.jobs, maximum_jobs=asked.jobs)
        cluster.wait_for_workers(asked.jobs)
        found = sim.sweep(asked.spec, to=asked.to, cluster=cluster.scheduler_address)
    print(found.folder, found.manifest["finished"]["statuses"])


if __name__ == "__main__":
    main()
