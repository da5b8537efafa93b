#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs a build into a staging folder and looks at what is there; compares what the program, its manual page, its
# metainfo and its changelog say about themselves:  tst_packaging.sh BUILD-FOLDER VERSION
set -euo pipefail

build=$1
version=$2
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
failed=0

check() { # what expected actual
    if [[ $2 != "$3" ]]; then
        printf 'FAIL: %s\n' "$1"
        diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") || true
        failed=1
    fi
}

cmake --install "$build" --prefix "$stage" >/dev/null
check "installed files" "bin/roomscope
share/applications/org.roomscope.Roomscope.desktop
share/doc/roomscope/CHANGELOG.md
share/doc/roomscope/README.md
share/doc/roomscope/copyright
share/icons/hicolor/scalable/apps/roomscope.svg
share/man/man1/roomscope.1
share/metainfo/org.roomscope.Roomscope.metainfo.xml
share/mime/packages/org.roomscope.Roomscope.xml" "$(cd "$stage" && find . -type f | sed 's|^\./||' | LC_ALL=C sort)"

program=$stage/bin/roomscope
check "version of the program" "roomscope $version" "$("$program" --version)"
# The newest version that was released, everywhere, with its date.
changelog=$stage/share/doc/roomscope/CHANGELOG.md
released=$(sed -n 's/^## \[\([0-9][^]]*\)\] - \(.*\)/\1 of \2/p' "$changelog" | head -n 1)
check "version of the changes" "$version" "${released% of *}"
check "version and date of the metainfo" "$released" "$(sed -n 's/.*<release version="\([^"]*\)" date="\([^"]*\)".*/\1 of \2/p' \
    "$stage/share/metainfo/org.roomscope.Roomscope.metainfo.xml" | head -n 1)"
check "section of what comes next" "## [Unreleased]" "$(grep -m 1 '^## ' "$changelog")"
check "versions in README" "$version" "$(grep -oE '(Version |roomscope_)[0-9]+(\.[0-9]+)+' "$stage/share/doc/roomscope/README.md" |
    sed 's/^[^0-9]*//' | sort -u)"
check "version of the package" "$version" "$(sed -n 's/^set(CPACK_PACKAGE_VERSION "\(.*\)")$/\1/p' "$build/CPackConfig.cmake")"

# Every option of every command stands in the manual page, and the other way round.
options_of_program=$(for command in "" serve rooms doctor export import "journal check" "journal stats" "journal trim" simulate; do
    # shellcheck disable=SC2086 # no command is no argument
    "$program" $command --help | grep -oE '^ +(-[a-zA-Z?], )*--[a-z-]+' | grep -oE -- '--[a-z-]+'
done | LC_ALL=C sort -u | grep -vxE -- '--help-all')
options_of_manual=$(grep -oE 'Fl -[a-z-]+' "$stage/share/man/man1/roomscope.1" | sed 's/^Fl /-/' | LC_ALL=C sort -u)
check "options of the manual page" "$options_of_program" "$options_of_manual"

# Hardened like a program of the distribution; a build with sanitizers is not, they look at the same.
if ! grep -q '^ROOMSCOPE_ASAN:BOOL=ON$' "$build/CMakeCache.txt"; then
    dynamic=$(readelf --wide --dynamic "$program")
    check "position-independent and bound at start" "NOW PIE" "$(sed -n 's/.*FLAGS_1.*Flags: //p' <<<"$dynamic")"
    check "read-only after relocation" "1" "$(readelf --wide --program-headers "$program" | grep -c GNU_RELRO)"
    symbols=$(readelf --wide --dyn-syms "$program")
    check "stack protector" "1" "$(grep -c ' __stack_chk_fail@' <<<"$symbols")"
    if ! grep -q '^CMAKE_BUILD_TYPE:STRING=Debug$' "$build/CMakeCache.txt"; then
        check "fortified functions" "yes" "$(grep -qE ' __[a-z]+_chk@' <<<"$symbols" && echo yes)"
    fi
fi

exit $failed
