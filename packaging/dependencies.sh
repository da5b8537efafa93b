#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that are needed for building, running, testing, checking, packaging or the pictures, as far as
# they are missing:
#   packaging/dependencies.sh build [run] [test] [check] [package] [pictures]
# The one home of these lists. "a|b" is the first of several names that the distribution has.
set -euo pipefail

build=(
    cmake ninja-build g++ pkgconf
    qt6-base-dev qt6-httpserver-dev qt6-websockets-dev # the CMake files of the second want the third
    'qt6-svg-dev|libqt6svg6-dev'
    libgl-dev libxkbcommon-dev
    libsqlite3-dev libzstd-dev zlib1g-dev libssl-dev rapidjson-dev
)
# Room names of the demo are in English, Chinese, Korean and Japanese.
run=(qt6-wayland fonts-dejavu-core fonts-noto-cjk)
test=(
    binutils curl openssl python3 sqlite3 desktop-file-utils appstream mandoc fonts-dejavu-core fonts-noto-cjk
    clang lld 'libclang-rt-14-dev|libclang-rt-19-dev' # for the sanitizers and the fuzz targets
)
# Version 14 decides how the code is formatted; see packaging/check.
check=(clang clang-tidy 'clang-format-14|clang-format' shellcheck)
package=(curl dpkg-dev file)
pictures=(xvfb xdotool imagemagick fonts-dejavu-core fonts-noto-cjk)

wanted=()
for purpose in "$@"; do
    case $purpose in
    build) wanted+=("${build[@]}") ;;
    run) wanted+=("${run[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    check) wanted+=("${check[@]}") ;;
    package) wanted+=("${package[@]}") ;;
    pictures) wanted+=("${pictures[@]}") ;;
    *)
        echo "usage: $0 [build] [run] [test] [check] [package] [pictures]" >&2
        exit 2
        ;;
    esac
done

is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

missing=()
for names in "${wanted[@]}"; do
    IFS='|' read -ra alternatives <<<"$names"
    for name in "${alternatives[@]}"; do
        is_installed "$name" && continue 2
    done
    missing+=("$names")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "These packages are missing; install them as root: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "Installing what is missing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
chosen=()
for names in "${missing[@]}"; do
    IFS='|' read -ra alternatives <<<"$names"
    for name in "${alternatives[@]}"; do
        if [[ -n $(apt-cache madison "$name") ]]; then
            chosen+=("$name")
            continue 2
        fi
    done
    echo "This distribution has no package $names." >&2
    exit 1
done
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${chosen[@]}" >/dev/null
