#!/bin/sh
# Fails when the manual and the sources do not name the same keys, log events, log fields and metrics, or when a link
# between pages leads nowhere; manual.py says which.  Usage: manual.sh [ROOT]
root=${1:-$(dirname "$0")/../..}
exec /usr/bin/python3 "$(dirname "$0")/manual.py" "$root"
