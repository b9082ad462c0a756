# Read by the other scripts: install system packages where that is possible and allowed, else say what to do.

apt_install() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing here, and this system has no apt to install it: $*" >&2
        return 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root="env"
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n env"
    else
        echo "Missing here. Install it, then try again:  sudo apt-get install $*" >&2
        return 1
    fi
    echo "Installing with apt: $*"
    apt_quietly install "$@" 2>/dev/null || { apt_quietly update && apt_quietly install "$@"; }
}

apt_quietly() {
    verb=$1
    shift
    set -- apt-get -qq -o Dpkg::Use-Pty=0 "$verb" --yes --no-install-recommends "$@"
    [ "$verb" = install ] || set -- apt-get -qq update
    # Its many lines are shown only when it failed.
    if ! said=$($as_root DEBIAN_FRONTEND=noninteractive "$@" 2>&1); then
        echo "$said" | tail -n 5 >&2
        return 1
    fi
}
