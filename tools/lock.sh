#!/bin/sh
# Pin all requirements of pyproject.toml, for Python 3.11 and later on Linux, Windows and macOS, with the hashes of all
# published files. The result names no address: where packages come from is the machine's affair.
set -eu
python="$1/bin/python"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv~=0.13"
"$python" -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
    >"$work/build.in"

pin() {
    "$work/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-annotate "$@"
}
pin pyproject.toml "$work/build.in" --output-file "$work/requirements.lock"
pin pyproject.toml "$work/build.in" --group dev --constraints "$work/requirements.lock" \
    --output-file "$work/requirements-dev.lock"

if grep -n '://' "$work"/*.lock; then
    echo "A lock must not name an address." >&2
    exit 1
fi
mv "$work"/*.lock .
echo "Pinned $(grep -c == requirements.lock) packages to run, $(grep -c == requirements-dev.lock) to develop."
