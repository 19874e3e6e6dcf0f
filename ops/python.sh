#!/bin/sh
# Runs a Python program with the environment's interpreter, or before there is one with a Python >= 3.11 of this machine.
# PYTHON=/path/to/python names another one.
root=${0%/*}/..
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

# An environment without pip was interrupted while being made, and is made again.
if [ -x "$root/.venv/bin/python" ] && [ -e "$root/.venv/bin/pip" ] &&
    "$root/.venv/bin/python" -SE -c "$new_enough" 2>/dev/null; then
    exec "$root/.venv/bin/python" "$@"
fi

found=
# The machine's own python3 first: it is the one its owner keeps in order.
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    version=$("$candidate" -SE -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    "$candidate" -SE -c "$new_enough" 2>/dev/null && exec "$candidate" "$@"
    found="$found $candidate $version"
done

if [ -n "$found" ]; then
    echo "Python 版本过低：需要 3.11 或更高，这台机器上只有${found}。请安装新版 Python，或用 make run PYTHON=路径 指定。" >&2
    echo "Python is too old: 3.11 or later is needed, found only${found}. Install a newer one, or name one with PYTHON=path." >&2
else
    echo "没有找到 Python：需要 3.11 或更高。请安装 Python，或用 make run PYTHON=路径 指定。" >&2
    echo "No Python found: 3.11 or later is needed. Install one, or name one with PYTHON=path." >&2
fi
exit 1
