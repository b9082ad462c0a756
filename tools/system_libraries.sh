#!/bin/sh
# See to the libraries of the system that Qt loads but Python packages do not bring. Only Linux needs any.
set -eu
. "$(dirname "$0")/apt.sh"

[ "$(uname -s)" = Linux ] || exit 0

# library, and the package of Debian and Ubuntu that holds it
drawing="
libglib-2.0.so.0        libglib2.0-0
libEGL.so.1             libegl1
libGL.so.1              libgl1
libxkbcommon.so.0       libxkbcommon0
libfontconfig.so.1      libfontconfig1
libfreetype.so.6        libfreetype6
libdbus-1.so.3          libdbus-1-3
"
window="
libxcb-cursor.so.0      libxcb-cursor0
libxkbcommon-x11.so.0   libxkbcommon-x11-0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-xinerama.so.0    libxcb-xinerama0
libwayland-cursor.so.0  libwayland-cursor0
libwayland-egl.so.1     libwayland-egl1
"

present=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)
packages_missing() {
    echo "$1" | while read -r library package; do
        [ -z "$library" ] || echo "$present" | grep -qF "$library " || echo "$package"
    done
}

missing=$(packages_missing "$drawing$window")
# shellcheck disable=SC2086  one word is one package
if [ -n "$missing" ] && ! apt_install $missing; then
    [ -z "$(packages_missing "$drawing")" ] || exit 1
    echo "Going on without them: there can be no window, but everything else works." >&2
fi
