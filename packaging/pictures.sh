#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the pictures of README.md: the window with simulated rooms, light and dark, into resources/pictures/:
#   packaging/pictures.sh [PROGRAM]
# The program is that of the preset release unless told otherwise. Takes five minutes, so that the seat chart has something
# to show. Needs no display; port 8480, which is in the pictures, has to be free.
set -euo pipefail
cd "$(dirname "$0")/.."

packaging/dependencies.sh pictures
if [[ $# -eq 0 ]]; then
    packaging/dependencies.sh build run
    packaging/build.sh release
    set -- build/release/app/roomscope
fi
program=$(realpath "$1")
pictures=$PWD/resources/pictures

readonly port=8480 sdkappid=1400000001 size=(1440 900)
readonly callbacks=1150 # of so many the chart is full, at the rate below

fail() {
    echo "$1" >&2
    exit 1
}
! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "Something listens at port $port already; stop it first."

work=$(mktemp -d)
display=
window=
simulator=
end() {
    trap - EXIT INT TERM
    for pid in $simulator $window $display; do # in this order none loses what it needs
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap end EXIT
trap 'end; exit 1' INT TERM

picture() { # FILE
    import -window root "$1"
}
differing() { # FILE FILE: pixels
    printf '%.0f' "$(compare -metric AE "$1" "$2" null: 2>&1 || true)"
}
# Waits until the window looks otherwise than in before.png, and then until hardly anything moves: shown.png. What callbacks
# and clocks change in a moment is less than these pixels, what the keys below do is more.
readonly much=25000
wait_for_change() { # what should have happened
    local deadline=$((SECONDS + 60))
    until picture "$work/shown.png" && [[ $(differing "$work/before.png" "$work/shown.png") -gt $much ]]; do
        [[ $SECONDS -lt $deadline ]] || fail "Within a minute not seen: $1."
        sleep 0.05
    done
    until sleep 0.2 && picture "$work/next.png" && [[ $(differing "$work/shown.png" "$work/next.png") -lt $much ]]; do
        [[ $SECONDS -lt $deadline ]] || fail "The window does not come to rest: $1."
        mv "$work/next.png" "$work/shown.png"
    done
    cp "$work/shown.png" "$work/before.png"
}
journal() { # PATTERN: what of the session's figures it matches
    "$program" journal stats --json --data-dir "$work/session" 2>/dev/null | grep -oE "$1"
}
save() { # NAME: in few colours
    mkdir -p "$pictures"
    convert "$work/shown.png" -dither None -colors 256 -strip -define png:compression-level=9 "$pictures/$1"
    echo "$pictures/$1: $(stat -c %s "$pictures/$1") bytes"
}

# A home of its own: neither somebody's settings nor sessions.
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_RUNTIME_DIR=$work
export QT_QPA_PLATFORM=xcb TZ=UTC LC_ALL=C.UTF-8
unset WAYLAND_DISPLAY QT_STYLE_OVERRIDE QT_SCALE_FACTOR QT_FONT_DPI
mkdir -p "$XDG_CONFIG_HOME/roomscope"
cat >"$XDG_CONFIG_HOME/roomscope/roomscope.ini" <<-'SETTINGS'
	[rooms]
	order=1
	[view]
	colorScheme=1
	chartMinutes=5
	glow=false
SETTINGS

exec {numbers}< <(exec Xvfb -displayfd 1 -screen 0 "${size[0]}x${size[1]}x24" -nolisten tcp 2>"$work/display")
display=$!
IFS= read -r number <&"$numbers" || fail "Xvfb has not started: $(cat "$work/display")"
export DISPLAY=:$number

"$program" --listen "127.0.0.1:$port" --sdkappid "$sdkappid" --data-dir "$work/session" 2>"$work/messages" &
window=$!
id=$(timeout 60 xdotool search --sync --onlyvisible --pid "$window" --name Roomscope | tail -n 1) ||
    fail "The window has not opened: $(cat "$work/messages")"
# There is no window manager to do it.
xdotool windowmove "$id" 0 0 windowsize --sync "$id" "${size[@]}" windowfocus --sync "$id" mousemove "${size[@]}"
until journal '"open":true' >/dev/null; do
    kill -0 "$window" || fail "The window has ended: $(cat "$work/messages")"
    sleep 0.1
done

picture "$work/before.png"
"$program" simulate --url "http://127.0.0.1:$port/" --sdkappid "$sdkappid" --seed 7 --rate 4 2>"$work/traffic" &
simulator=$!
wait_for_change "rooms on the wall"
xdotool key alt+1 Home Down Return # the second room by name
wait_for_change "the seats of a room"
until [[ $(journal '"callbacks":[0-9]+' | grep -oE '[0-9]+') -ge $callbacks ]]; do
    kill -0 "$simulator" || fail "The traffic has ended: $(cat "$work/traffic")"
    sleep 1
done
xdotool key alt+2 End # its last seat, with the callback that changed it last
wait_for_change "the inspector with a callback"
save main-light.png

xdotool key alt+v r d # View, Colours, Dark
wait_for_change "dark colours"
[[ $(convert "$work/shown.png" -format '%[fx:mean < 0.5]' info:) == 1 ]] || fail "The window has not become dark."
save main-dark.png
