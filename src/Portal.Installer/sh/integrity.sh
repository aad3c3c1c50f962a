
# --- integrity ---------------------------------------------------------------

note_wanted() {
    case $kind in
        script)
            # A script may use whatever lies beside it.
            patterns="$patterns$newline  projects/$component/"
            needed="$needed$newline$files"
            ;;
        deb|rpm)
            IFS='|'
            for path in $files; do
                patterns="$patterns$newline  $path"
                needed="$needed$newline$path"
            done
            IFS=$default_ifs
            ;;
    esac
}

# Sets hasher.
find_hasher() {
    # Asked each by each: busybox may be built without it.
    if (sha256sum </dev/null) >/dev/null 2>&1; then
        hasher=sha256sum
    elif (busybox sha256sum </dev/null) >/dev/null 2>&1; then
        hasher='busybox sha256sum'
    else
        hasher=''
        for tool in openssl sha256 shasum perl cksum; do
            if [ -z "$hasher" ] && command -v "$tool" >/dev/null 2>&1; then
                hasher=$tool
            fi
        done
        [ -n "$hasher" ] ||
            die "$integrity" 'the disc cannot be checked: there is no sha256sum, busybox, openssl, sha256, shasum, perl or cksum'
    fi
}

# hash_of PATH: sets hashed
hash_of() {
    case $hasher in
        *sha256sum) hashed=$($hasher <"$1") && hashed=${hashed%% *} ;;
        openssl) hashed=$(openssl dgst -sha256 <"$1") && hashed=${hashed##*[ =]} ;;
        sha256) hashed=$(sha256 -q "$1") ;;
        shasum) hashed=$(shasum -a 256 <"$1") && hashed=${hashed%% *} ;;
        perl) hashed=$(perl -MDigest::SHA -e 'print Digest::SHA->new(256)->addfile(*STDIN)->hexdigest' <"$1") ;;
        cksum) hashed=$(cksum -a sha256 <"$1") && hashed=${hashed##*[ =]} ;;
    esac
}

# count_lines TEXT END: sets count to how many of its lines end so
count_lines() {
    count=0
    IFS=$newline
    for line in $1; do
        case $line in *"$2") count=$((count + 1)) ;; esac
    done
    IFS=$default_ifs
}

# checks the lines in $lines; sets damaged to the first path that does not fit
check_lines() {
    damaged=''
    case $hasher in
        *sha256sum)
            # shellcheck disable=SC2086 # "busybox sha256sum" is two words
            answers=$(cd "$iso" && printf '%s\n' "$lines" | $hasher -c 2>/dev/null) || :
            # Every line must be answered: a tool that dies half way has checked half.
            count_lines "$answers" ': OK'
            answered=$count
            count_lines "$lines" ''
            if [ "$answered" != "$count" ]; then
                damaged=$(printf '%s\n' "$answers" | grep -v ': OK$') || :
                damaged=${damaged%%"$newline"*}
                damaged=${damaged%:*}
                damaged=${damaged:-a file}
            fi
            ;;
        *)
            IFS=$newline
            for line in $lines; do
                IFS=$default_ifs
                if ! hash_of "$iso/${line#*  }" 2>/dev/null || [ "$hashed" != "${line%%  *}" ]; then
                    damaged=${damaged:-${line#*  }}
                fi
            done
            IFS=$default_ifs
            ;;
    esac
}

# list_wanted: sets lines to those of SHA256SUMS for the files of patterns; ends the run unless those of needed are among them
list_wanted() {
    lines=$(grep -F -e "$patterns" "$sums") || :
    IFS=$newline
    for path in $needed; do
        IFS=$default_ifs
        case "$newline$lines$newline" in
            *"  $path$newline"*) ;;
            *) die "$integrity" "guest-tools/SHA256SUMS does not list $path: the disc is damaged or was altered" ;;
        esac
    done
    IFS=$default_ifs
}

# check_listed: ends the run unless these files are what SHA256SUMS says
check_listed() {
    list_wanted
    check_lines
    [ -z "$damaged" ] || die "$integrity" "$damaged is not what guest-tools/SHA256SUMS says: the disc is damaged or was altered"
}

# Nothing of the disc is read before this. "list" needs no more of it.
check_tables() {
    sums="$iso/guest-tools/SHA256SUMS"
    [ -r "$sums" ] || die "$integrity" 'there is no guest-tools/SHA256SUMS beside install.sh'
    find_hasher
    needed="guest-tools/install.tsv${newline}guest-tools/release.json"
    patterns="  guest-tools/install.tsv$newline  guest-tools/release.json"
    check_listed
    # Its line begins with its digest.
    listed_release=${lines%%"  guest-tools/release.json"*}
    listed_release=${listed_release##*"$newline"}
}

want_components() {
    patterns='' needed=''
    each note_wanted
    # Each begins with a line end, and an empty pattern would fit every line.
    patterns=${patterns#"$newline"}
}

# Nothing of the selected components is run, or believed, before this.
check_components() {
    want_components
    [ -z "$patterns" ] || check_listed
}

# What "opt-in" copies into the guest, and what the starter there has to copy before it can run anything.
list_files() {
    want_components
    lines=''
    [ -z "$patterns" ] || list_wanted
    IFS=$newline
    for line in $lines; do
        printf '%s\n' "${line#*  }"
    done
    IFS=$default_ifs
}
