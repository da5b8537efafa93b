#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian package, installs it, lets it receive a callback and removes it again:
#   packaging/check-deb.sh [preset]
# The preset is release unless told otherwise. Changes the system it runs on: for CI and throw-away machines.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-release}
packaging/dependencies.sh build package
packaging/build.sh "$preset"
rm -f build/"$preset"/roomscope_*.deb
(cd build/"$preset" && cpack -G DEB >/dev/null)
deb=$(echo "$PWD/build/$preset"/roomscope_*.deb)
echo "Built ${deb##*/}:"
dpkg-deb --field "$deb" Package Version Depends Recommends
dpkg-deb --contents "$deb" | awk '{ print $6 }' | grep -v '/$'

as_root=()
[[ $EUID -eq 0 ]] || as_root=(sudo)
work=$(mktemp -d)
receiver=
end() {
    [[ -z $receiver ]] || kill "$receiver" 2>/dev/null || true
    rm -rf "$work"
    "${as_root[@]}" apt-get remove -y -qq roomscope >/dev/null || true
}
trap end EXIT
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --reinstall \
    --allow-downgrades "$deb" >/dev/null

[[ $(command -v roomscope) == /usr/bin/roomscope ]]
roomscope --version

exec {lines}< <(exec roomscope serve --listen 127.0.0.1:0 --data-dir "$work/session" 2>"$work/messages")
receiver=$!
if ! IFS= read -r -t 20 first <&"$lines"; then
    cat "$work/messages" >&2
    exit 1
fi
url=${first#*'"url":"'}
url=${url%%'"'*}
answer=$(curl --silent --show-error --max-time 10 --data-binary @tests/data/samples/04-seat-room-engine.json \
    "$url?SdkAppid=1400000001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged&contenttype=json")
[[ $answer == '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' ]] || { echo "answered: $answer" >&2; exit 1; }
IFS= read -r -t 20 line <&"$lines"
cat <&"$lines" >/dev/null & # somebody reads the rest
[[ $line == *'"type":"callback"'*'"verdict":"accepted"'* ]] || { echo "printed: $line" >&2; exit 1; }
roomscope simulate --url "$url" --rate 200 --count 100
kill -TERM "$receiver"
wait "$receiver"
receiver=
[[ $(roomscope export --data-dir "$work/session" --what callbacks - | wc -l) -ge 102 ]]
echo "The package installs, receives, simulates and exports."
