#!/usr/bin/env bash
# Splits raw.csv into clean.csv and rejected.csv; each rejected row says why.
set -euo pipefail
cd "$ORRERY_RUN_DIR"

expected="location,date,precipitation,temp_max,temp_min,wind,weather"
header=$(head -n 1 raw.csv | tr -d '\r')
if [ "$header" != "$expected" ]; then
  echo "the columns are '$header' instead of '$expected'" >&2
  exit 1
fi

: > rejected.csv
tail -n +2 raw.csv | tr -d '\r' | awk -F , '
  function is_number(text) { return text ~ /^-?[0-9]+(\.[0-9]+)?$/ }
  function reject(why) { print $0 "," why > "rejected.csv" }
  NF != 7                                              { reject("fields"); next }
  $2 !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/ { reject("date"); next }
  !(is_number($3) && is_number($4) && is_number($5) && is_number($6)) { reject("number"); next }
  $3 < 0 || $4 < $5 || $4 > 60 || $5 < -60             { reject("range"); next }
  seen[$1 FS $2]++                                     { reject("twice"); next }
  { print }
' > clean.csv

rows=$(wc -l < clean.csv)
rejected=$(wc -l < rejected.csv)
echo "$rows rows are usable, $rejected are not"
head -n 5 rejected.csv
printf '{"rows": %d, "rejected": %d}\n' "$rows" "$rejected" > "$ORRERY_XCOM"
