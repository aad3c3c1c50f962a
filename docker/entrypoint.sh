#!/bin/sh
# Settings that are secrets may come from files: NAME_FILE=/run/secrets/x sets NAME to what the file holds.
set -eu

from_file() {
    eval "path=\${$1_FILE:-}"
    if [ -n "$path" ]; then
        value=$(cat -- "$path")
        export "$1=$value"
        unset "$1_FILE"
    fi
}

from_file PORTAL_ADMIN_TOKEN
from_file ConnectionStrings__Portal
# The PostgreSQL driver takes the password from here when the connection string names none.
from_file PGPASSWORD

exec /portal/portal "$@"
