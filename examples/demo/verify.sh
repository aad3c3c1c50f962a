# shellcheck shell=bash
# shellcheck disable=SC2154  # $work and $url are demo.sh's
# Verifies a release as somebody would who has nothing of ours: curl, gpgv, sha256sum, xorriso. Sourced by demo.sh.

skipped=()

# download PRODUCT VERSION: into $work/download/PRODUCT-VERSION, where what is there goes on
download() {
    local folder=$work/download/$1-$2 file
    mkdir -p "$folder"
    for file in "$1-$2.iso" "$1-$2.iso.asc" SHA256SUMS SHA256SUMS.asc release.json CONTENTS.SHA256SUMS CONTENTS.SHA256SUMS.sig; do
        if [ ! -s "$folder/$file" ]; then
            curl -fsS -o "$folder/$file.part" "$url/download/$1/$2/$file" || die "$url/download/$1/$2/$file was not to be had"
            mv "$folder/$file.part" "$folder/$file"
        fi
    done
    curl -fsS -o "$folder/openpgp.asc" "$url/keys/openpgp.asc" || die "$url/keys/openpgp.asc was not to be had"
}

# verify PRODUCT VERSION
verify() {
    local folder=$work/download/$1-$2 iso=$1-$2.iso file files
    download "$1" "$2"
    if command -v gpgv >/dev/null; then
        GNUPGHOME=$work/secrets gpg --batch --yes --dearmor -o "$folder/portal.gpg" <"$folder/openpgp.asc" 2>"$work/last.log" ||
            die "gpg cannot read the portal's key: $(cat "$work/last.log")"
        for file in SHA256SUMS "$iso"; do
            gpgv --keyring "$folder/portal.gpg" "$folder/$file.asc" "$folder/$file" 2>"$work/last.log" ||
                die "gpgv refuses $file: $(cat "$work/last.log")"
        done
        say "  $iso: gpgv accepts the signatures of SHA256SUMS and of the image"
    else
        skip "the signatures (there is no gpgv: Debian's package gpgv)"
    fi
    if command -v sha256sum >/dev/null; then
        (cd "$folder" && sha256sum --check --quiet SHA256SUMS) || die "sha256sum says that $folder is not what SHA256SUMS lists"
        say "  $iso: sha256sum finds the four files as listed"
    else
        skip "the sums (there is no sha256sum)"
    fi
    if command -v xorriso >/dev/null; then
        files=$(xorriso -indev "$folder/$iso" -find / -type f 2>/dev/null | grep -c "^'/") || die "xorriso cannot read $iso"
        xorriso -osirrox on -indev "$folder/$iso" -extract_single /guest-tools/release.json "$folder/from-the-disc.json" \
            2>"$work/last.log" || die "xorriso found no lock on $iso: $(tail -n 1 "$work/last.log")"
        cmp -s "$folder/release.json" "$folder/from-the-disc.json" || die "the lock on $iso is not the one to download"
        rm -f "$folder/from-the-disc.json"
        say "  $iso: xorriso reads $files files, and the lock among them is the one to download"
    else
        skip "the reading of the image (there is no xorriso)"
    fi
    gtp_as '' release verify "$folder/$iso" --key "$folder/openpgp.asc" >"$work/last.log" 2>&1 || {
        cat "$work/last.log" >&2
        die "gtp does not accept $iso"
    }
    say "  $iso: gtp release verify accepts it, contents and all"
}

skip() {
    if [[ " ${skipped[*]-} " != *" $1 "* ]]; then skipped+=("$1"); fi
    say "  skipped: $1"
}
