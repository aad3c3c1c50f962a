#!/bin/sh
# The yearly drill of docs/keys.md: keys are changed, root and a channel go to keys of people, one of each is taken for stolen
# and replaced; a host that began before has to follow through all of it, and what a stolen key signs has to be refused.
#
# It changes keys for good: only on a portal that was restored from a backup for it. Needs gtp, signed in as an administrator
# (GTP_URL, GTP_TOKEN), and a channel that points to a release.
set -eu

usage='Usage: drill.sh --on-a-copy PRODUCT CHANNEL [FOLDER]

Plays the drill of keys on the portal of GTP_URL, which must be a copy: it changes keys for good. What it makes lies in FOLDER
(default: a temporary one, removed at the end). Exit codes: 0 all went as it must; 1 something did not; 2 called wrongly.'

if [ "${1:-}" != --on-a-copy ] || [ $# -lt 3 ] || [ $# -gt 4 ]; then
    printf '%s\n' "$usage" >&2
    exit 2
fi
product=$2 channel=$3
if [ $# -eq 4 ]; then
    folder=$4
    mkdir -p -- "$folder"
else
    folder=$(mktemp -d)
    trap 'rm -rf -- "$folder"' EXIT
fi
cd -- "$folder"

step() { printf '\n== %s\n' "$*"; }
fail() {
    printf 'drill: %s\n' "$*" >&2
    exit 1
}

# column ROLE N: of the list of roles (role, version, expires, keys, what waits)
column() { gtp keys list | awk -F '\t' -v role="$1" -v n="$2" '$1 == role { print $n }'; }

# published ROLE VERSION: waits until the role has a greater version than that, and nothing of it waits
published() {
    tries=0
    until [ "$(column "$1" 2)" -gt "$2" ] && [ -z "$(column "$1" 5)" ]; do
        tries=$((tries + 1))
        [ $tries -le 60 ] || fail "$1 was not published: $(gtp keys list)"
        sleep 1
    done
}

# exported ROLE: fetches what waits for signatures, as soon as it is there
exported() {
    tries=0
    until gtp keys export "$1" --output "$1.json" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -le 60 ] || fail "nothing of $1 waits for signatures"
        sleep 1
    done
}

# signed ROLE KEY...: fetches what waits, signs it with each key, hands it in
signed() {
    role=$1
    shift
    exported "$role"
    for key in "$@"; do gtp keys sign "$role.json" --key "$key" --yes; done
    gtp keys submit "$role" "$role.json"
}

# follows: the host that began before believes what is served now
follows() {
    gtp host check --state "$folder/host" >/dev/null || fail "a host that began before does not follow any more"
    printf 'A host that began before follows.\n'
}

step "A host begins, with the key of root as it is now"
root=$(gtp keys list --json | tr -d ' \n' | sed 's/.*"role":"root"[^[]*"keys":\["\([0-9a-f]*\)".*/\1/')
gtp host init "$product" "$channel" --mirror "${GTP_URL:?}" --root-key "$root" --images "$folder/images" --state "$folder/host"
follows

step "The portal's own keys are changed"
for role in timestamp snapshot rollout; do
    before=$(column "$role" 2)
    gtp keys rotate "$role"
    published "$role" "$before"
done
follows

step "Root goes to three people, of whom two have to sign"
for person in 1 2 3 4; do gtp keys init "root-$person.pem"; done
before=$(column root 2)
gtp keys rotate root --key root-1.pem.pub --key root-2.pem.pub --key root-3.pem.pub --threshold 2
signed root root-1.pem root-2.pem
published root "$before"
follows

step "Root's third key is taken for stolen: a fourth takes its place"
before=$(column root 2)
gtp keys rotate root --key root-1.pem.pub --key root-2.pem.pub --key root-4.pem.pub --threshold 2
exported root
gtp keys sign root.json --key root-3.pem --yes
gtp keys submit root root.json || :
sleep 3
[ "$(column root 2)" = "$before" ] || fail "the stolen key alone changed root"
signed root root-1.pem root-4.pem root-2.pem
published root "$before"
follows

step "The channel goes to two people, who both have to sign"
for person in ann bob eve; do gtp keys init "$person.pem"; done
before=$(column "$channel.$product" 2)
gtp keys rotate "$channel.$product" --key ann.pem.pub --key bob.pem.pub --threshold 2
signed "$channel.$product" ann.pem bob.pem
published "$channel.$product" "$before"
follows

step "Bob's key is taken for stolen: what it signs from now on is refused"
before=$(column "$channel.$product" 2)
gtp keys rotate "$channel.$product" --key ann.pem.pub --key eve.pem.pub --threshold 2
exported "$channel.$product"
gtp keys sign "$channel.$product.json" --key ann.pem --yes
if gtp keys sign "$channel.$product.json" --key bob.pem --yes && gtp keys submit "$channel.$product" "$channel.$product.json"; then
    sleep 3
    [ "$(column "$channel.$product" 2)" = "$before" ] || fail "the stolen key still counts for $channel.$product"
fi
signed "$channel.$product" ann.pem eve.pem
published "$channel.$product" "$before"
follows

step "Another host begins, with a key of root of today"
root=$(gtp keys list --json | tr -d ' \n' | sed 's/.*"role":"root"[^[]*"keys":\["\([0-9a-f]*\)".*/\1/')
gtp host init "$product" "$channel" --mirror "$GTP_URL" --root-key "$root" --images "$folder/images-2" --state "$folder/host-2"
gtp host check --state "$folder/host-2" >/dev/null || fail "a new host does not believe the keys of today"

printf '\nThe drill is done: every change was followed, and nothing that a stolen key signed.\n'
