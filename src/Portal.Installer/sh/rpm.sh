
# --- RPM packages ------------------------------------------------------------

rpm_locked='transaction lock\|create transaction lock\|lock on .*rpm'

run_rpm() {
    if [ -n "$root" ]; then
        rpm --root "$root" "$@"
    else
        rpm "$@"
    fi
}

# installed_rpm NAME.ARCH: sets have to its version when it is installed
installed_rpm() {
    have=$(run_rpm -q --qf '%{VERSION}-%{RELEASE}\n' "$1" 2>/dev/null) || have=''
    have=${have##*"$newline"}
}

# look_at_rpm: sets package, have and relation for the file at path. rpm itself compares: a trial says which is newer.
look_at_rpm() {
    package=$(rpm -qp --nosignature --qf '%{NAME}.%{ARCH}\n' "$iso/$path" 2>>"$log") || return 1
    offered_version=$(rpm -qp --nosignature --qf '%{VERSION}-%{RELEASE}\n' "$iso/$path" 2>>"$log") || return 1
    installed_rpm "$package"
    if [ -z "$have" ]; then
        relation=absent
        return 0
    fi
    trial=$(run_rpm -U --test --nodeps --nosignature "$iso/$path" 2>&1) || :
    case $trial in
        *'which is newer'*) relation=newer ;;
        *'is already installed'*) relation=same ;;
        *) relation=older ;;
    esac
    # The same name in a trial that failed for another reason: two equal versions are the same.
    [ "$have" != "$offered_version" ] || relation=same
}

# missing_rpms: sets missing to what rpm says that it lacks
missing_rpms() {
    missing=''
    set -- run_rpm -U --test
    [ "$going_back" = no ] || set -- "$@" --oldpackage
    trial=$(with_chosen "$@" 2>&1) && return 0
    case $trial in
        *'ailed dependencies:'*)
            missing=${trial#*'ailed dependencies:'}
            missing=${missing#"$newline"}
            missing=${missing%%"$newline"*}
            missing=${missing#"$tab"}
            missing=${missing%%' is needed by '*}
            missing=${missing:-something}
            ;;
    esac
}

# rpm's own code is a number of packages, which would look like one of ours.
rpm_step() {
    until_unlocked "$rpm_locked" run_rpm "$@" && return 0
    [ "$is_busy" = no ] || return "$busy"
    return "$failed"
}

put_in_rpms() {
    set -- rpm_step -U
    [ "$going_back" = no ] || set -- "$@" --oldpackage
    with_chosen "$@" --test || return $?
    with_chosen "$@"
}

take_out_rpms() {
    code=0
    # shellcheck disable=SC2086 # a list of words
    rpm_step -e --test $leaving || code=$?
    case $code in
        0) ;;
        "$busy") return "$busy" ;;
        *)
            reason="something else in this guest needs it, see $log"
            return "$dependency"
            ;;
    esac
    # shellcheck disable=SC2086
    rpm_step -e $leaving
}

# lacking: sets missing, for both kinds
lacking() {
    case $kind in
        deb) missing_debs ;;
        *) missing_rpms ;;
    esac
}
