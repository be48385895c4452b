# Read by ./run and ./test: finds a Python for them, as $python.
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH # with compiled files a start takes a third of the time
python=
for candidate in "${PYTHON:-}" .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    cat >&2 <<'TEXT'
Doorstep needs Python 3.11 or newer, and there is none on this machine.
  Debian, Ubuntu   sudo apt install python3 python3-venv
  macOS            brew install python@3.13     (or the installer from python.org)
  elsewhere        install it, then name it: PYTHON=/path/to/python3 ./run
TEXT
    exit 1
fi
