#!/usr/bin/env bash
# Makes the role and the database of an Orrery installation on a PostgreSQL server, 15 or newer. May be repeated: what is there stays, and
# the password is set anew when one is given. The schema itself is made by the server when it starts.
#
#   prepare.sh [--role NAME] [--database NAME] [PSQL ARGUMENT...]
#
#   ORRERY_PASSWORD   password of the role. None: one is not set, for installations that sign in by socket (peer) or certificate
#
# What follows the options goes to psql, and says where the server is and who may make roles there: --host db --username postgres.
set -euo pipefail

role=orrery database=orrery
while [ $# -gt 0 ]; do
  case $1 in
    --role) role=${2:?--role needs a name}; shift 2 ;;
    --database) database=${2:?--database needs a name}; shift 2 ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) break ;;
  esac
done

# The password goes through the environment, not through arguments that everybody on the machine can see.
sql() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set role="$role" --set database="$database" "$@"; }

sql --dbname postgres "$@" <<'SQL'
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :'role') \gexec
\getenv password ORRERY_PASSWORD
\if :{?password}
ALTER ROLE :"role" PASSWORD :'password';
\endif
SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0 LC_COLLATE ''C'' LC_CTYPE ''C''', :'database', :'role')
WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = :'database') \gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT ALL ON DATABASE :"database" TO :"role";
SQL

# Owning the schema is enough for everything a server does: migrations, backups, ending the session of a server that fell silent in the
# middle of a transaction (its own role's).
sql --dbname "$database" "$@" <<'SQL'
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SELECT format('ALTER SCHEMA public OWNER TO %I', :'role') WHERE EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'public') \gexec
SQL

echo "The database '$database' is ready; its address: postgres://$role@HOST/$database"
