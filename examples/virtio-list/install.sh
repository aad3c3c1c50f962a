#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Called with install, update, uninstall or status. GT_COMPONENT_DIR is this folder, GT_STATE a folder that can be written.
set -eu

program=${PREFIX:-/usr/local}/bin/virtio-list

# What is in place is known by the source it was built from, not by the program, which every compiler makes another.
sum() {
    cksum <"$GT_COMPONENT_DIR/src/virtio-list.c"
}

is_current() {
    [ -x "$program" ] && [ -r "$GT_STATE/built-from" ] && [ "$(cat "$GT_STATE/built-from")" = "$(sum)" ]
}

build() {
    compiler=''
    for name in ${CC:-} cc gcc clang; do
        if [ -z "$compiler" ] && command -v "$name" >/dev/null 2>&1; then compiler=$name; fi
    done
    if [ -z "$compiler" ]; then
        echo 'virtio-list is built here and needs a C compiler: cc, gcc or clang' >&2
        exit 21
    fi
    mkdir -p "$(dirname "$program")"
    "$compiler" -O2 -o "$GT_STATE/virtio-list" "$GT_COMPONENT_DIR/src/virtio-list.c"
    # Renamed into place: a program that runs is never written to.
    cp "$GT_STATE/virtio-list" "$program.new"
    chmod 0755 "$program.new"
    mv "$program.new" "$program"
    rm -f "$GT_STATE/virtio-list"
    sum >"$GT_STATE/built-from"
}

case ${1:-} in
    install | update)
        if is_current; then exit 11; fi
        build
        ;;
    status) is_current ;;
    uninstall) rm -f "$program" "$GT_STATE/built-from" ;;
    *)
        echo 'usage: install.sh {install|update|uninstall|status}' >&2
        exit 2
        ;;
esac
