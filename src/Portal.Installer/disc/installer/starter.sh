#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Updates this guest from a disc that comes in, when the owner has opted in: "sh install.sh opt-in" put it here, with the
# key that signs such discs. It is given a device or a folder, or looks for one.
#
# Nothing that lies on a disc is run, or believed, from the disc. What is needed is copied to this guest's own disk, and the
# copy is verified: SHA256SUMS by its signature and a pinned key, everything else by SHA256SUMS. An older release than the
# newest that was here is refused. Without openssl nothing is run.
#
# Exit codes are those of install.sh; 22 for what is not signed as it should be, 20 for no disc of this product.

set -eu
set -f
LC_ALL=C
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
export LC_ALL PATH
unset CDPATH
umask 077

failed=1 current=11 unsupported=20 integrity=22 busy=23
newline='
'
# More than any disc has of what is read before it is verified, in blocks of 64 KiB.
most_blocks=1024

home=$(cd -- "$(dirname -- "$0")" && pwd -P)
state=$(dirname -- "$home")
mounted=no has_lock=no

say() {
    printf 'guest-tools-starter: %s\n' "$*" >&2
    if command -v logger >/dev/null 2>&1; then
        logger -t guest-tools-starter -- "$*" 2>/dev/null || :
    fi
}

die() {
    die_code=$1
    shift
    say "$*"
    exit "$die_code"
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
    [ "$mounted" = no ] || umount "$home/disc" 2>/dev/null || :
    [ "$has_lock" = no ] || rm -rf "$home/copy" "$home/lock"
}

# on_signal EXIT: not every shell keeps the code of an "exit" in one trap through another
# shellcheck disable=SC2317 # a trap calls it
on_signal() {
    trap - EXIT HUP INT TERM
    clean_up
    exit "$1"
}

take_lock() {
    if ! mkdir "$home/lock" 2>/dev/null; then
        holder=''
        [ -s "$home/lock/pid" ] || sleep 1
        [ ! -r "$home/lock/pid" ] || IFS= read -r holder <"$home/lock/pid" || :
        if [ -n "$holder" ] && kill -0 "$holder" 2>/dev/null; then
            die "$busy" "another one is at work (process $holder)"
        fi
        rm -rf "$home/lock"
        mkdir "$home/lock" 2>/dev/null || die "$busy" 'another one is at work'
    fi
    has_lock=yes
    printf '%s\n' "$$" >"$home/lock/pid"
}

# mount_device DEVICE: sets disc
mount_device() {
    mkdir -p "$home/disc"
    umount "$home/disc" 2>/dev/null || :
    tries=0
    # The first mount after an insertion may fail: the drive is still reading.
    while [ "$tries" -lt 5 ]; do
        if mount -t iso9660 -o ro,nosuid,nodev,noexec "$1" "$home/disc" 2>/dev/null ||
            mount -t iso9660 -o ro "$1" "$home/disc" 2>/dev/null ||
            mount_cd9660 -o ro "$1" "$home/disc" 2>/dev/null; then
            mounted=yes
            disc="$home/disc"
            return 0
        fi
        tries=$((tries + 1))
        sleep 1
    done
    return 1
}

is_disc() {
    [ -r "$disc/guest-tools/SHA256SUMS" ] && [ -r "$disc/guest-tools/SHA256SUMS.sig" ]
}

# find_disc [DEVICE|FOLDER]
find_disc() {
    if [ $# -gt 0 ] && [ -d "$1" ]; then
        disc=$1
        is_disc || die "$unsupported" "there are no guest tools in $1"
        return 0
    fi
    set -- "${1:-}" /dev/sr0 /dev/sr1 /dev/sr2 /dev/cd0 /dev/cd1 /dev/cd0a
    [ -z "$1" ] || set -- "$1"
    for device in "$@"; do
        [ -e "$device" ] || continue
        mount_device "$device" || continue
        if is_disc; then
            return 0
        fi
        umount "$home/disc"
        mounted=no
    done
    die "$unsupported" 'there is no disc with guest tools'
}

# copy PATH: as a plain file, whatever it is on the disc
copy() {
    case "/$1/" in
        *//*|*/./*|*/../*|*"$newline"*) die "$integrity" "'$1' is no path of a disc" ;;
    esac
    # A link could lead to what never ends.
    if [ -h "$disc/$1" ] || [ ! -f "$disc/$1" ]; then
        die "$integrity" "$1 is no file of the disc"
    fi
    case $1 in */*) mkdir -p "$home/copy/${1%/*}" ;; esac
    cat "$disc/$1" >"$home/copy/$1" 2>/dev/null || die "$failed" "$1 cannot be copied"
}

# copy_small PATH: the same, before anything is verified: a disc without end must not fill this guest
copy_small() {
    mkdir -p "$home/copy/guest-tools"
    [ ! -h "$disc/$1" ] || die "$integrity" "$1 is no file of the disc"
    dd if="$disc/$1" of="$home/copy/$1" bs=65536 count="$most_blocks" 2>/dev/null || die "$failed" "$1 cannot be copied"
}

verify_sums() {
    set +f
    set -- "$home"/keys/*.pem
    set -f
    for key in "$@"; do
        if openssl dgst -sha256 -verify "$key" -signature "$home/copy/guest-tools/SHA256SUMS.sig" "$home/copy/guest-tools/SHA256SUMS" \
            >/dev/null 2>&1; then
            return 0
        fi
    done
    die "$integrity" 'the disc is not signed by a key that the owner of this guest opted in to'
}

# digest_of FILE
digest_of() {
    openssl dgst -sha256 <"$1" | sed -e 's/.*[ =]//'
}

# verify PATH...: copies and holds each against the copied SHA256SUMS
verify() {
    for path in "$@"; do
        copy "$path"
        listed=''
        while IFS= read -r line; do
            [ "${line#*  }" != "$path" ] || listed=${line%%  *}
        done <"$home/copy/guest-tools/SHA256SUMS"
        if [ -z "$listed" ] || [ "$(digest_of "$home/copy/$path")" != "$listed" ]; then
            die "$integrity" "$path is not what the signed guest-tools/SHA256SUMS says"
        fi
    done
}

first_line() {
    first=''
    [ ! -r "$1" ] || IFS= read -r first <"$1" || :
}

# Ranks compare byte by byte.
rank_above() {
    [ "$1" != "$2" ] && expr "x$1" \> "x$2" >/dev/null
}

# check_release: that it is the product of the owner's choice, and not older than what was here
check_release() {
    first_line "$home/product" && product=$first
    first_line "$home/newest" && newest=$first
    first_line "$home/copy/guest-tools/install.tsv"
    tab=$(printf '\t')
    IFS=$tab
    # shellcheck disable=SC2086 # split at the tabs
    set -- $first
    IFS=" $tab$newline"
    [ "${1:-} ${2:-}" = 'install-table 2' ] || die "$unsupported" 'the disc has an install table of another kind'
    [ "${3:-}" = "$product" ] || die "$unsupported" "the disc is of ${3:-nothing}, and the owner opted in to $product"
    version=$4 rank=$5
    # What was installed by hand counts too.
    while IFS= read -r line; do
        case $line in
            "{\"product\":\"$product\","*)
                line=${line#*'"rank":"'}
                line=${line%%'"'*}
                if rank_above "$line" "$newest"; then
                    newest=$line
                fi
                ;;
        esac
    done <<END
$(cat "$state/state.json" 2>/dev/null || :)
END
    if rank_above "$newest" "$rank"; then
        die "$integrity" "the disc has $product $version, which is older than what was here: refused"
    fi
    digest=$(digest_of "$home/copy/guest-tools/release.json")
    first_line "$home/done"
    [ "$first" != "$digest" ] || exit "$current"
}

main() {
    trap clean_up EXIT
    trap 'on_signal 129' HUP
    trap 'on_signal 130' INT
    trap 'on_signal 143' TERM
    command -v openssl >/dev/null 2>&1 || die "$unsupported" 'there is no openssl here, so nothing is run'
    take_lock
    find_disc "$@"
    rm -rf "$home/copy"
    mkdir -p "$home/copy"
    copy_small guest-tools/SHA256SUMS
    copy_small guest-tools/SHA256SUMS.sig
    verify_sums
    verify guest-tools/install.tsv guest-tools/release.json install.sh
    check_release
    # Of the copy from here on. It names what it will read, and checks each file again before it does.
    sh "$home/copy/install.sh" files >"$home/copy/files"
    while IFS= read -r path; do
        copy "$path"
    done <"$home/copy/files"
    [ "$mounted" = no ] || umount "$home/disc"
    mounted=no
    printf '%s\n' "$rank" >"$home/newest.new"
    mv -f "$home/newest.new" "$home/newest"
    say "updating from $product $version"
    code=0
    sh "$home/copy/install.sh" update --no-detach || code=$?
    say "the update from $product $version ended with $code; see $state/result.json"
    case $code in
        0|10|11|20)
            printf '%s\n' "$digest" >"$home/done.new"
            mv -f "$home/done.new" "$home/done"
            ;;
    esac
    exit "$code"
}

main "$@"
