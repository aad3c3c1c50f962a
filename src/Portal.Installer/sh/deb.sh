
# --- Debian packages ---------------------------------------------------------

deb_locked='locked by another process\|database is locked\|area is locked'

run_dpkg() {
    if [ -n "$root" ]; then
        dpkg --root="$root" "$@"
    else
        dpkg "$@"
    fi
}

# deb_state PACKAGE: sets deb_status to its status and have to its version when it is installed and configured
deb_state() {
    # shellcheck disable=SC2016 # dpkg-query's own variables
    deb_status=$(dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Status} ${Version}\n' "$1" 2>/dev/null) || deb_status=''
    deb_status=${deb_status%%"$newline"*}
    case $deb_status in
        *' ok installed '*) have=${deb_status##* } ;;
        *) have='' ;;
    esac
}

installed_deb() {
    deb_state "$1"
}

deb_field() {
    dpkg-deb -f "$iso/$path" "$1" 2>>"$log"
}

# look_at_deb: sets package, have and relation for the file at path
look_at_deb() {
    package=$(deb_field Package) || return 1
    offered_version=$(deb_field Version) || return 1
    deb_arch=$(deb_field Architecture) || return 1
    plain=$package
    # Another architecture's beside the guest's own, which old versions of dpkg do not know.
    case $deb_arch in
        all) ;;
        *)
            [ -n "${native_deb_arch:-}" ] || native_deb_arch=$(run_dpkg --print-architecture 2>/dev/null) || native_deb_arch=$deb_arch
            [ "$deb_arch" = "$native_deb_arch" ] || package="$package:$deb_arch"
            ;;
    esac
    deb_state "$package"
    if [ -z "$have" ]; then
        relation=absent
    elif dpkg --compare-versions "$have" lt "$offered_version"; then
        relation=older
    elif dpkg --compare-versions "$have" gt "$offered_version"; then
        relation=newer
    else
        relation=same
    fi
    case $relation in
        absent|older) offered="$offered $plain=$offered_version" ;;
    esac
}

# provided_deb PACKAGE OPERATOR VERSION: another installed package stands in for it
provided_deb() {
    # shellcheck disable=SC2016 # dpkg-query's own variables
    providers=$(dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Status}: ${Provides},\n' 2>/dev/null |
        grep -e " ok installed: \(.*, \)\{0,1\}$1[ ,]") || return 1
    [ -n "$2" ] || return 0
    # Only a provider that says which version it stands for fits a bound: "libglib2.0-0 (= 2.80.0)".
    IFS=$newline
    for provider in $providers; do
        IFS=$default_ifs
        case $provider in
            *" $1 (= "*)
                provider=${provider##*" $1 (= "}
                if dpkg --compare-versions "${provider%%")"*}" "$2" "$3"; then
                    return 0
                fi
                ;;
        esac
    done
    IFS=$default_ifs
    return 1
}

# alternative_holds "NAME (OPERATOR VERSION)": by what is installed, or comes with it (offered: " NAME=VERSION ...")
alternative_holds() {
    operator='' bound=''
    case $1 in
        *"("*)
            bound=${1#*"("}
            bound=${bound%%")"*}
            operator=${bound%%[!\<\>=]*}
            bound=${bound#"$operator"}
            bound=${bound#"${bound%%[! ]*}"}
            ;;
    esac
    # shellcheck disable=SC2086 # to words, which trims
    set -- $1
    needed_name=${1%%"("*}
    needed_name=${needed_name%%:*}
    case "$offered" in
        *" $needed_name="*)
            have=${offered##*" $needed_name="}
            have=${have%% *}
            ;;
        *) deb_state "$needed_name" ;;
    esac
    if [ -n "$have" ] && { [ -z "$operator" ] || dpkg --compare-versions "$have" "$operator" "$bound"; }; then
        return 0
    fi
    provided_deb "$needed_name" "$operator" "$bound"
}

# unmet DEPENDS: sets missing to the first clause that nothing satisfies. dpkg -i would unpack the package all the same,
# and leave it half configured.
unmet() {
    missing=''
    IFS=,
    for clause in $1; do
        clause_holds=no
        IFS='|'
        for alternative in $clause; do
            IFS=$default_ifs
            if alternative_holds "$alternative"; then
                clause_holds=yes
            fi
        done
        if [ "$clause_holds" = no ]; then
            missing=${clause#"${clause%%[! ]*}"}
            break
        fi
    done
    IFS=$default_ifs
}

# missing_debs: sets missing to a dependency that neither the system nor the disc's own files have
missing_debs() {
    missing=''
    IFS='|'
    for path in $chosen; do
        IFS=$default_ifs
        for dependencies in Pre-Depends Depends; do
            unmet "$(deb_field "$dependencies")"
            [ -z "$missing" ] || return 0
        done
    done
    IFS=$default_ifs
}

# repair_dpkg: finishes what a killed dpkg left half done, as dpkg refuses everything else until then
repair_dpkg() {
    [ -n "$(run_dpkg --audit 2>/dev/null)" ] || return 0
    code=0
    until_unlocked "$deb_locked" run_dpkg --configure -a || code=$?
    # Another package that is broken for good is no reason not to try.
    [ "$code" != "$busy" ] || return "$busy"
}

put_in_debs() {
    repair_dpkg || return $?
    asked_before=no
    [ ! -e "$root/run/reboot-required" ] || asked_before=yes
    set -- until_unlocked "$deb_locked" run_dpkg
    [ "$going_back" = no ] || set -- "$@" --force-downgrade
    with_chosen "$@" --no-act -i || return $?
    code=0
    with_chosen "$@" --force-confdef --force-confold -i || code=$?
    if [ "$code" = 0 ]; then
        [ "$asked_before" = yes ] || [ ! -e "$root/run/reboot-required" ] || native_reboot=yes
        return 0
    fi
    [ "$code" != "$busy" ] || return "$busy"
    # Half of it is worse than none: what was not there before goes again.
    code=$native
    for package in $fresh; do
        deb_state "$package"
        case $deb_status in
            ''|*' ok installed '*|*' not-installed '*) ;;
            *) until_unlocked "$deb_locked" run_dpkg --force-remove-reinstreq --purge "$package" || : ;;
        esac
    done
    native=$code
    return "$failed"
}

take_out_debs() {
    repair_dpkg || return $?
    code=0
    # shellcheck disable=SC2086 # a list of words
    until_unlocked "$deb_locked" run_dpkg --no-act --remove $leaving || code=$?
    case $code in
        0) ;;
        "$busy") return "$busy" ;;
        *)
            reason="something else in this guest needs it, see $log"
            return "$dependency"
            ;;
    esac
    # All at once, so that dpkg finds the order.
    # shellcheck disable=SC2086
    until_unlocked "$deb_locked" run_dpkg --remove $leaving || return $?
    # Configuration goes too, unless it was there before.
    for package in $leaving; do
        if ! has "$before" ' ' "$package=conf"; then
            until_unlocked "$deb_locked" run_dpkg --purge "$package" || return $?
        fi
    done
}
