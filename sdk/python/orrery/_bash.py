"""Scripts of BashOperator: their files, and their last line as XCom."""

from __future__ import annotations

import collections
import os
import subprocess
import sys
from typing import Dict, Optional, Sequence

from . import _loading
from .exceptions import AirflowException, AirflowSkipException

_SKIP = 99

# What goes to the standard output goes on to it, and its last line becomes the XCom, as in Airflow.
_LAST_LINE = """(
{script}
) | awk '{{ print; fflush(); last = $0 }} END {{ if (NR) printf "%s", last > ENVIRON["ORRERY_XCOM"] }}'
exit "${{PIPESTATUS[0]}}\""""


def with_last_line(script: str) -> str:
    """A script whose last line of output is its XCom."""
    return _LAST_LINE.format(script=script)


def read_script(command: str, extensions: Sequence[str], search: Sequence[str]) -> str:
    """The script that a command names, if it is the name of a file; else the command.

    :param command: a script, or the path of a file with one of the extensions.
    :param extensions: of files.
    :param search: folders in which it is looked for, beside that of the DAG file.
    """
    if not command.endswith(tuple(extensions)) or "\n" in command:
        return command
    loading = _loading.current()
    folders = [*search, *([os.path.dirname(loading.path), loading.root] if loading is not None else [])]
    for folder in folders:
        path = os.path.join(folder, command)
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    raise AirflowException(f"There is no script {command!r} beside the DAG file: a command that ends with {command[command.rindex('.'):]} names a file; a blank after it makes it a command")


def run_bash(script: str, env: Optional[Dict[str, str]], append_env: bool, cwd: Optional[str], skip_codes: Sequence[int] = (_SKIP,)) -> Optional[str]:
    """Runs a script; its last line of output is what is answered.

    :raises AirflowSkipException: it ended with an exit code that skips, by default 99.
    :raises AirflowException: it ended with another one but 0.
    """
    environment = {**os.environ, **(env or {})} if append_env or not env else {"PATH": os.environ.get("PATH", ""), **env}
    process = subprocess.Popen(["bash", "-c", script], stdout=subprocess.PIPE, env=environment, cwd=cwd)
    last: "collections.deque[bytes]" = collections.deque(maxlen=1)
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        last.append(line)
    code = process.wait()
    if code in skip_codes:
        raise AirflowSkipException(f"Bash command returned exit code {code}. Skipping.")
    if code != 0:
        raise AirflowException(f"Bash command failed. The command returned a non-zero exit code {code}.")
    return last[0].decode(errors="replace").rstrip("\r\n") if last else None
