#!/usr/bin/env bash
# Sums up one year of $LOCATION. Usage: summarise_year.sh YEAR
set -euo pipefail
cd "$ORRERY_RUN_DIR"
year=$1

awk -F , -v year="$year" -v location="$LOCATION" '
  $1 == location && substr($2, 1, 4) == year {
    days++
    mean += ($4 + $5) / 2
    rain += $3
    if ($3 > 0) wet++
    if (days == 1 || $4 > high) { high = $4; high_day = $2 }
    if (days == 1 || $5 < low) { low = $5; low_day = $2 }
  }
  END {
    if (days == 0) exit 1
    printf "%s,%d,%.2f,%.1f,%d,%.1f,%s,%.1f,%s\n", year, days, mean / days, rain, wet, high, high_day, low, low_day
  }
' clean.csv > "year-$year.csv" || { echo "no row for $LOCATION in $year" >&2; exit 1; }

cat "year-$year.csv"
cut -d , -f 2 "year-$year.csv" > "$ORRERY_XCOM"
