from __future__ import annotations

import importlib
import unittest

import orrery
from orrery import _shims
from orrery.exceptions import NotSupportedError


class ShimTests(unittest.TestCase):
    def test_every_module_is_importable(self) -> None:
        for name in _shims.MODULES:
            with self.subTest(module=name):
                module = importlib.import_module(name)
                for export in _shims.MODULES[name].split():
                    self.assertIs(getattr(module, export), getattr(orrery, export))

    def test_what_is_missing_is_named(self) -> None:
        with self.assertRaisesRegex(NotSupportedError, "the module airflow.secrets is not supported"):
            importlib.import_module("airflow.secrets.base_secrets")
        with self.assertRaisesRegex(ImportError, "airflow.operators.python.ExternalPythonOperator is not supported"):
            from airflow.operators.python import ExternalPythonOperator  # noqa: F401

    def test_pendulum_is_there(self) -> None:
        import pendulum

        moment = pendulum.datetime(2026, 1, 31, tz="UTC")
        self.assertEqual(moment.add(months=1).strftime("%Y-%m-%d"), "2026-02-28")
        self.assertEqual(pendulum.parse("2026-01-31T06:00:00Z").hour, 6)


if __name__ == "__main__":
    unittest.main()
