"""A pipeline of functions: what one returns is what the next gets."""

import json

from orrery import dag, get_current_context, task


@dag(schedule="@daily", start_date="2026-01-01", tags=["example"])
def taskflow_etl(currency: str = "EUR"):
    """Sums up orders."""

    @task(retries=2, retry_delay=1)
    def extract() -> list[dict]:
        return json.loads('[{"id": 1, "amount": 20.5}, {"id": 2, "amount": 12}]')

    @task(multiple_outputs=True)
    def transform(orders: list[dict]) -> dict:
        return {"total": sum(order["amount"] for order in orders), "count": len(orders)}

    @task
    def load(total: float, count: int, currency: str) -> str:
        context = get_current_context()
        return f"{context['ds']}: {count} orders of {total} {currency}"

    summary = transform(extract())
    load(summary["total"], summary["count"], currency)


taskflow_etl()
