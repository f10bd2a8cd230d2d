#!/usr/bin/env bash
# Makes the tables that Orleans itself needs for a cluster of silos: membership and reminders. Only for the cluster build
# (-p:ActorHost=Orleans); the embedded host needs none of it. Orleans publishes them as SQL scripts with its sources and makes no tables itself.
#
#   orleans-tables.sh FOLDER [PSQL ARGUMENT...]
#
# FOLDER holds the sources of Orleans, of the version that Directory.Packages.props names:
#   git clone --depth 1 --branch v10.4.2 https://github.com/dotnet/orleans FOLDER
# What follows goes to psql: --host db --username orrery --dbname orrery. May be repeated: tables that are there stay.
set -euo pipefail

sources=${1:-}
if [ -z "$sources" ] || [ "$sources" = -h ] || [ "$sources" = --help ]; then
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  [ -n "$sources" ] && exit 0 || exit 2
fi
shift

# The order matters: each uses what the ones before made. No persistence: grains keep their state in Orrery's own tables.
scripts=(
  src/AdoNet/Shared/PostgreSQL-Main.sql
  src/AdoNet/Orleans.Clustering.AdoNet/PostgreSQL-Clustering.sql
  src/AdoNet/Orleans.Clustering.AdoNet/Migrations/PostgreSQL-Clustering-3.7.0.sql
  src/AdoNet/Orleans.Reminders.AdoNet/PostgreSQL-Reminders.sql
)
for script in "${scripts[@]}"; do
  [ -r "$sources/$script" ] || { echo "orleans-tables: '$sources/$script' is not there: is this a checkout of dotnet/orleans?" >&2; exit 2; }
done

sql() { PGOPTIONS='-c client_min_messages=warning' psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }

if [ "$(sql --tuples-only --no-align --command "SELECT to_regclass('orleansquery') IS NOT NULL" "$@")" = t ]; then
  echo "The tables of Orleans are there."
  exit 0
fi

# All or nothing.
{
  echo 'BEGIN;'
  for script in "${scripts[@]}"; do
    cat "$sources/$script"
    echo
  done
  echo 'COMMIT;'
} | sql "$@"
echo "Made the tables of Orleans: membership and reminders."
