#!/usr/bin/env bash
# Writes report.md from the years and what the other tasks found.
set -euo pipefail
cd "$ORRERY_RUN_DIR"

{
  echo "# Weather of $LOCATION"
  echo
  echo "Made on $REPORT_DATE from $ROWS checked rows. Warmest year: $WARMEST_YEAR. Wettest year: $WETTEST_YEAR."
  echo
  echo "| Year | Days | Mean °C | Rain mm | Wet days | Highest °C | Lowest °C |"
  echo "|---|---|---|---|---|---|---|"
  awk -F , '{ printf "| %s | %d | %.1f | %.0f | %d | %.1f (%s) | %.1f (%s) |\n", $1, $2, $3, $4, $5, $6, $7, $8, $9 }' years.csv
} > report.md

cat report.md
echo "$ORRERY_RUN_DIR/report.md" > "$ORRERY_XCOM"
