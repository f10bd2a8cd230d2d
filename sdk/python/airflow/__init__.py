"""Stands in for Airflow: DAG files that import from it parse and run on Orrery's SDK. What Orrery does not have is an error that names it."""

from __future__ import annotations

import sys

import orrery._shims

orrery._shims.fill(sys.modules[__name__])
