#!/bin/sh
# Fails when a line of a Markdown page is wider than 120 columns; tables, code and links may be.  Usage: markdown.sh [ROOT]
exec /usr/bin/python3 "$(dirname "$0")/markdown.py" "${1:-$(dirname "$0")/../..}"
