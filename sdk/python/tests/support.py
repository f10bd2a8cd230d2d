"""What the tests share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
from typing import Any, Dict, Optional, Tuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class SdkTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def write(self, name: str, content: str) -> str:
        """A file in the folder; what answers is its path."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(content))
        return path

    def load(self, content: str, **environment: str) -> Dict[str, Any]:
        """What a DAG file says of itself."""
        code, output, error = self.load_file(self.write("dag.py", content), **environment)
        self.assertEqual(code, 0, error)
        return output

    def load_file(self, path: str, **environment: str) -> Tuple[int, Dict[str, Any], Dict[str, Any]]:
        """Exit code, output and error of loading a file."""
        target = os.path.join(self.folder, "out.json")
        process = run(["-m", "orrery._load", path, self.folder], ORRERY_DAGS=target, **environment)
        return process.returncode, _read(target), _read(target + ".error")

    def tasks(self, content: str) -> Dict[str, Dict[str, Any]]:
        """The tasks of the one DAG of a file, by their ids."""
        (dag,) = self.load(content)["dags"]
        return {task["task_id"]: task for task in dag["tasks"]}

    def run_task(self, content: str, task_id: str, dag_id: str = "d", **call: Any) -> Tuple[int, Any, Dict[str, Any], str]:
        """Exit code, XCom, further XComs and output of a try."""
        path = self.write("dag.py", content)
        files = {name: os.path.join(self.folder, name.lower()) for name in ("ORRERY_XCOM", "ORRERY_XCOM_KEYS", "ORRERY_OUTLETS", "ORRERY_DEFER")}
        call_path = self.write("call.json", json.dumps({"dag_id": dag_id, "run_id": "r", "task_id": task_id, **call}))
        process = run(["-m", "orrery._task_runner", path, self.folder], ORRERY_CALL=call_path, **files)
        self.deferral = _read(files["ORRERY_DEFER"])
        self.outlets = _read(files["ORRERY_OUTLETS"])
        return process.returncode, _read(files["ORRERY_XCOM"]), _read(files["ORRERY_XCOM_KEYS"]), process.stdout


def run(arguments: Any, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs Python with the SDK."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ROOT, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )


def _read(path: str) -> Optional[Any]:
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)
