#!/bin/sh
# Make the virtual environment named by $1 with a Python that the requirements are pinned for.
set -eu
. "$(dirname "$0")/apt.sh"

is_right() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
    is_right "$python" && break
    python=
done
if [ -z "$python" ]; then
    echo "Python 3.11 to 3.14 is needed and none is on the PATH. Name it yourself: PYTHON=/path/to/python3 make run" >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    apt_install "python$version-venv" || {
        echo "This Python cannot make virtual environments: its module ensurepip is missing." >&2
        exit 1
    }
fi

echo "Making the virtual environment $1 with $("$python" --version)."
"$python" -m venv "$1"
