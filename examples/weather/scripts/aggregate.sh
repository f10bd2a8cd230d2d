#!/usr/bin/env bash
# Puts the years together, and finds the extremes.
set -euo pipefail
cd "$ORRERY_RUN_DIR"

sort -n year-*.csv > years.csv
warmest=$(sort -t , -k 3,3nr years.csv | head -n 1 | cut -d , -f 1)
wettest=$(sort -t , -k 4,4nr years.csv | head -n 1 | cut -d , -f 1)
echo "warmest $warmest, wettest $wettest"
printf '{"years": %d, "warmest_year": %d, "wettest_year": %d}\n' "$(wc -l < years.csv)" "$warmest" "$wettest" > "$ORRERY_XCOM"
