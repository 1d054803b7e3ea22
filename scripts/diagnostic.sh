#!/bin/sh
# `bash scripts/diagnostic.sh` is `python main.py diag`.
cd "$(dirname "$0")/.." && exec .venv/bin/python main.py diag "$@"
