#!/bin/sh
# Fails when the OpenAPI document lacks an example, or has one that its schema refuses.  Usage: openapi.sh [ROOT]
exec /usr/bin/python3 "$(dirname "$0")/openapi.py" "${1:-$(dirname "$0")/../..}"
