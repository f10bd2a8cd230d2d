#!/usr/bin/env bash
# Brings the raw data into the run's folder. Usage: fetch.sh SOURCE
set -euo pipefail

cp "$1" "$ORRERY_RUN_DIR/raw.csv"
rows=$(($(wc -l < "$ORRERY_RUN_DIR/raw.csv") - 1))
sum=$(sha256sum "$ORRERY_RUN_DIR/raw.csv" | cut -d ' ' -f 1)
echo "fetched $rows rows, sha256 $sum"
printf '{"rows": %d, "sha256": "%s"}\n' "$rows" "$sum" > "$ORRERY_XCOM"
