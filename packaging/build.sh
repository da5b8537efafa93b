#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Configures a preset and builds it into build/PRESET, with ccache where it is installed:
#   packaging/build.sh PRESET
set -euo pipefail
cd "$(dirname "$0")/.."

preset=$1
launcher=()
if command -v ccache >/dev/null; then
    export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
    launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
echo "Building the preset $preset into build/$preset"
cmake --preset "$preset" "${launcher[@]}" --log-level=WARNING >/dev/null
cmake --build --preset "$preset" -- --quiet
