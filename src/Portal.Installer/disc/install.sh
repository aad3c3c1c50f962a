#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what lies on this disc into the running guest. Needs a POSIX shell, grep, and one of sha256sum, busybox,
# openssl, sha256 or shasum; writes nothing to the disc. Run it with --help.
#
# A component of kind "script" gets one argument, the action (install, update, uninstall, status), and in its environment:
#   GT_ISO             the disc's root                    GT_OS       linux, freebsd, netbsd, openbsd
#   GT_COMPONENT_DIR   its own folder on the disc, also   GT_DISTRO   ID of os-release(5)
#                      the working directory              GT_VERSION  VERSION_ID of os-release(5), may be empty
#   GT_STATE           a folder of its own that it may    GT_ARCH     x86_64, x86, aarch64, ...
#                      write to, kept between runs
# It ends with the exit codes below; "status" ends with 0 when the component is in place, with 1 to 125 when it is not.
# Higher ones say that it could not tell: a shell ends so without a program or by a signal.

set -eu
set -f
LC_ALL=C
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
export LC_ALL PATH
# An inherited CDPATH makes cd print, and go elsewhere.
unset CDPATH
umask 022

ok=0 failed=1 usage=2 partial=3 reboot=10 current=11 unsupported=20 dependency=21 integrity=22 busy=23 policy=24

tab=$(printf '\t')
newline='
'
default_ifs=" $tab$newline"

help() {
    cat <<EOF
Usage: sh install.sh {install|status|uninstall|list} [--only A,B] [--dry-run]

  install       install or update what is on this disc and fits this guest
  status        say what is in place
  uninstall     remove again what was installed by scripts
  list          say what is on this disc and what would be done with it here

  --only A,B    these components only; install takes those they require as well
  --dry-run     do nothing, say what would be done
  --help        this text

Exit codes: 0 done, 1 failed, 2 usage, 3 partly done, 10 done and a reboot is needed, 11 nothing to do,
20 nothing here fits this guest, 21 a dependency is missing, 22 the disc is damaged, 23 busy, 24 blocked by policy.
status says in-place or absent of each component, and ends with 0 for both; with 1 when it could not tell of one.

Environment: GUEST_TOOLS_ROOT=DIR  the system to install into, when it is not the running one
             GUEST_TOOLS_WAIT=N    seconds to wait for another package manager, default 120
EOF
}

die() {
    die_code=$1
    shift
    printf 'install.sh: %s\n' "$*" >&2
    exit "$die_code"
}

# --- words and versions ------------------------------------------------------

# has LIST SEPARATOR WORD
has() {
    case "$2$1$2" in
        *"$2$3$2"*) return 0 ;;
        *) return 1 ;;
    esac
}

# one_of LIST WORD...: LIST is separated by commas, '-' allows everything
one_of() {
    [ "$1" != - ] || return 0
    one_list=$1
    shift
    for one_word in "$@"; do
        if [ -n "$one_word" ] && has "$one_list" , "$one_word"; then
            return 0
        fi
    done
    return 1
}

# compare A B: sets order to -1, 0 or 1; number by number, where one has fewer it is the lower
compare() {
    left=$1 right=$2 order=0
    while [ "$order" = 0 ] && [ -n "$left$right" ]; do
        if [ -z "$left" ]; then
            order=-1
        elif [ -z "$right" ]; then
            order=1
        else
            l=${left%%.*} r=${right%%.*}
            case $left in *.*) left=${left#*.} ;; *) left='' ;; esac
            case $right in *.*) right=${right#*.} ;; *) right='' ;; esac
            l=${l%%[!0-9]*} r=${r%%[!0-9]*}
            if [ "${l:-0}" -lt "${r:-0}" ]; then
                order=-1
            elif [ "${l:-0}" -gt "${r:-0}" ]; then
                order=1
            fi
        fi
    done
}

# within BOUNDS VERSION: every bound holds; an unknown version is within no bound
within() {
    case $1 in -|'*') return 0 ;; esac
    [ -n "$2" ] || return 1
    for bound in $1; do
        number=${bound#[\<\>=]}
        number=${number#=}
        compare "$2" "$number"
        case $bound in
            '>='*) [ "$order" -ge 0 ] || return 1 ;;
            '>'*) [ "$order" -gt 0 ] || return 1 ;;
            '<='*) [ "$order" -le 0 ] || return 1 ;;
            '<'*) [ "$order" -lt 0 ] || return 1 ;;
            *) [ "$order" = 0 ] || return 1 ;;
        esac
    done
}

# --- the guest ---------------------------------------------------------------

# os_release FILE: reads it without running it
os_release() {
    while IFS= read -r line || [ -n "$line" ]; do
        value=${line#*=}
        value=${value#[\"\']}
        value=${value%[\"\']}
        case $line in
            ID=*) distro=$value ;;
            ID_LIKE=*) like=$value ;;
            VERSION_ID=*) version=$value ;;
            NAME=*'CentOS Stream'*) stream=yes ;;
        esac
    done <"$1"
}

# first_number TEXT: sets version to the first number with dots in it
first_number() {
    version=${1#"${1%%[0-9]*}"}
    version=${version%%[!0-9.]*}
}

# Systems from before os-release(5), 2012.
older_release() {
    text=''
    if [ -r "$root/etc/SuSE-release" ]; then
        IFS= read -r text <"$root/etc/SuSE-release" || :
        distro=opensuse like=suse
        case $text in *Enterprise*) distro=sles ;; esac
    elif [ -r "$root/etc/redhat-release" ]; then
        IFS= read -r text <"$root/etc/redhat-release" || :
        like='rhel fedora'
        case $text in
            CentOS*) distro=centos ;;
            Fedora*) distro=fedora like='' ;;
            Scientific*) distro=scientific ;;
            Oracle*) distro=ol ;;
            *) distro=rhel ;;
        esac
    elif [ -r "$root/etc/alpine-release" ]; then
        IFS= read -r text <"$root/etc/alpine-release" || :
        distro=alpine
    elif [ -r "$root/etc/lsb-release" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in
                DISTRIB_ID=Ubuntu) distro=ubuntu like=debian ;;
                DISTRIB_ID=*) distro=${line#*=} ;;
                DISTRIB_RELEASE=*) text=${line#*=} ;;
            esac
        done <"$root/etc/lsb-release"
    elif [ -r "$root/etc/debian_version" ]; then
        IFS= read -r text <"$root/etc/debian_version" || :
        distro=debian
    fi
    first_number "$text"
}

# The architecture of the programs, which may be narrower than the kernel's.
detect_arch() {
    machine=''
    if command -v dpkg >/dev/null 2>&1; then
        machine=$(run_dpkg --print-architecture 2>/dev/null) || machine=''
    fi
    if [ -z "$machine" ]; then
        machine=$(uname -m)
        case $machine in
            x86_64|amd64)
                [ "$(getconf LONG_BIT 2>/dev/null || :)" != 32 ] || machine=i686 ;;
        esac
    fi
    case $machine in
        x86_64|amd64) arch=x86_64 ;;
        i?86|i86pc|x86) arch=x86 ;;
        aarch64|arm64) arch=aarch64 ;;
        armv7*|armhf|earmv7*) arch=armv7 ;;
        ppc64le|ppc64el) arch=ppc64le ;;
        loongarch64|loong64) arch=loongarch64 ;;
        *) arch=$machine ;;
    esac
}

# osinfo's short ids, with and without what comes after the first dot
detect_platforms() {
    name=$distro
    case $distro in
        alpine) name=alpinelinux ;;
        opensuse-leap) name=opensuse ;;
        arch) name=archlinux ;;
        centos) [ "$stream" = no ] || name=centos-stream ;;
    esac
    platforms=$name
    if [ -n "$version" ]; then
        platforms="$name$version $name${version%%.*}"
    fi
    if [ "$distro" = sles ]; then
        case $version in *.*) platforms="sles${version%%.*}sp${version#*.} $platforms" ;; esac
    fi
}

detect() {
    distro='' like='' version='' stream=no
    case $(uname -s) in
        Linux) os=linux ;;
        FreeBSD) os=freebsd ;;
        NetBSD) os=netbsd ;;
        OpenBSD) os=openbsd ;;
        *) os=$(uname -s) ;;
    esac
    if [ -r "$root/etc/os-release" ]; then
        os_release "$root/etc/os-release"
    elif [ -r "$root/usr/lib/os-release" ]; then
        os_release "$root/usr/lib/os-release"
    elif [ "$os" = linux ]; then
        older_release
    else
        distro=$os
        first_number "$(uname -r)"
    fi
    detect_arch
    detect_platforms
}

# --- the disc ----------------------------------------------------------------

# row_fits: the conditions of the row that was read
row_fits() {
    one_of "$row_os" "$os" || return 1
    one_of "$row_distro" "$distro" || return 1
    # shellcheck disable=SC2086 # ID_LIKE is a list of words
    one_of "$row_family" "$distro" $like || return 1
    within "$row_release" "$version" || return 1
    # shellcheck disable=SC2086 # a list of words
    one_of "$row_platform" $platforms || return 1
    # These two are about Windows.
    [ "$row_build" = - ] && [ "$row_edition" = - ] || return 1
    one_of "$row_arch" "$arch"
}

add_to_plan() {
    [ -z "$planned" ] || plan="$plan${plan:+$newline}$planned"
}

# Sets plan from the table, which was checked: one line a component, in install order, fields separated by tabs:
# component, version, requires, kind ('-' where nothing fits), files.
read_plan() {
    plan='' planned='' previous='' decided=no
    {
        IFS=$tab read -r name schema || schema=''
        [ "$name $schema" = 'install-table 1' ] ||
            die "$unsupported" 'this disc has an install table of another kind; use the install.sh that lies on it'
        IFS= read -r _ || :
        while IFS=$tab read -r _ component component_version _ requires _ kind row_os row_distro row_family row_release \
            row_platform row_build row_edition row_arch files; do
            if [ "$component" != "$previous" ]; then
                add_to_plan
                previous=$component decided=no
                planned="$component$tab$component_version$tab$requires$tab-$tab-"
            fi
            if [ "$decided" = no ] && [ "$kind" != - ] && row_fits; then
                decided=yes
                planned="$component$tab$component_version$tab$requires$tab$kind$tab$files"
            fi
        done
    } <"$table"
    add_to_plan
}

# take_line LINE: sets component, component_version, requires, kind and files
take_line() {
    IFS=$tab
    # shellcheck disable=SC2086 # split at the tabs; globbing is off
    set -- $1
    IFS=$default_ifs
    component=$1 component_version=$2 requires=$3 kind=$4 files=$5
    [ "$requires" != - ] || requires=''
}

# each STEP: takes it with every selected component, in the order of plan
each() {
    each_lines=$plan
    IFS=$newline
    for each_line in $each_lines; do
        IFS=$default_ifs
        take_line "$each_line"
        if [ -z "$only" ] || has "$only" , "$component"; then
            # By name and not "$1", so that a checker sees what is called.
            case $1 in
                note_known) note_known ;;
                add_requirements) add_requirements ;;
                note_wanted) note_wanted ;;
                list) list_one ;;
                status) status_one ;;
                install) install_one ;;
                uninstall) uninstall_one ;;
            esac
        fi
    done
    IFS=$default_ifs
}

add_requirements() {
    IFS=,
    for required in $requires; do
        if ! has "$only" , "$required" && has "$known" ' ' "$required"; then
            only="$only,$required" grown=yes
        fi
    done
    IFS=$default_ifs
}

select_components() {
    selected=$only only='' known=''
    each note_known
    only=$selected
    [ -n "$only" ] || return 0
    IFS=,
    for wanted in $only; do
        IFS=$default_ifs
        has "$known" ' ' "$wanted" || die "$usage" "there is no component '$wanted' on this disc; see: sh install.sh list"
    done
    IFS=$default_ifs
    grown=no
    [ "$verb" != install ] || grown=yes
    while [ "$grown" = yes ]; do
        grown=no
        each add_requirements
    done
}

note_known() {
    known="$known${known:+ }$component"
}

# --- integrity ---------------------------------------------------------------

note_wanted() {
    case $kind in
        script)
            # A script may use whatever lies beside it.
            patterns="$patterns$newline  projects/$component/"
            needed="$needed$newline$files"
            ;;
        deb)
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
        for tool in openssl sha256 shasum; do
            if [ -z "$hasher" ] && command -v "$tool" >/dev/null 2>&1; then
                hasher=$tool
            fi
        done
        [ -n "$hasher" ] || die "$integrity" 'the disc cannot be checked: there is no sha256sum, busybox, openssl, sha256 or shasum'
    fi
}

# hash_of PATH
hash_of() {
    case $hasher in
        openssl) hashed=$(openssl dgst -sha256 <"$1") && hashed=${hashed##*[ =]} ;;
        sha256) hashed=$(sha256 -q "$1") ;;
        shasum) hashed=$(shasum -a 256 <"$1") && hashed=${hashed%% *} ;;
    esac
}

# checks the lines in $lines; sets damaged to the first path that does not fit
check_lines() {
    damaged=''
    case $hasher in
        *sha256sum)
            # shellcheck disable=SC2086 # "busybox sha256sum" is two words
            answers=$(cd "$iso" && printf '%s\n' "$lines" | $hasher -c 2>/dev/null) || :
            # Every line must be answered: a tool that dies half way has checked half.
            if [ "$(printf '%s\n' "$answers" | grep -c ': OK$')" != "$(printf '%s\n' "$lines" | grep -c .)" ]; then
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

# check_listed: ends the run unless the files of patterns, and among them those of needed, are what SHA256SUMS says
check_listed() {
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
}

# Nothing of the selected components is run, or believed, before this.
check_components() {
    patterns='' needed=''
    each note_wanted
    # Each begins with a line end, and an empty pattern would fit every line.
    patterns=${patterns#"$newline"}
    [ -z "$patterns" ] || check_listed
}

# --- outcomes ----------------------------------------------------------------

# Each outcome counts as done, the same as before, nothing, or a failure.
report() {
    outcome=$1 reason=${2:-}
    printf '%s %s: %s%s\n' "$component" "$component_version" "$outcome" "${reason:+ ($reason)}"
    case $outcome in
        installed|updated|removed|would-*) done_count=$((done_count + 1)) ;;
        current|in-place) current_count=$((current_count + 1)) ;;
    esac
}

# fail CODE OUTCOME REASON
fail() {
    broken="$broken $component"
    case $failure in
        ''|"$1") failure=$1 ;;
        *) failure=$failed ;;
    esac
    report "$2" "$3"
}

# script_outcome CODE DONE: what a script's or package manager's end means
script_outcome() {
    case $1 in
        "$ok") report "$2" ;;
        "$reboot") reboot_needed=yes && report "$2" 'reboot needed' ;;
        "$current") report current ;;
        "$unsupported") report not-applicable ;;
        "$dependency") fail "$dependency" failed 'a dependency is missing' ;;
        "$integrity") fail "$integrity" failed 'integrity' ;;
        "$busy") fail "$busy" failed 'busy' ;;
        "$policy") fail "$policy" blocked 'by policy of this guest' ;;
        *) fail "$failed" failed "exit code $1, see $log" ;;
    esac
}

blocked_by_requirement() {
    IFS=,
    for required in $requires; do
        IFS=$default_ifs
        if has "$broken" ' ' "$required"; then
            fail "$dependency" blocked "requires $required"
            return 0
        fi
    done
    IFS=$default_ifs
    return 1
}

finish() {
    if [ -n "$failure" ]; then
        [ $((done_count + current_count)) = 0 ] || exit "$partial"
        exit "$failure"
    fi
    [ "$reboot_needed" = no ] || exit "$reboot"
    [ "$done_count" = 0 ] || exit "$ok"
    [ "$current_count" = 0 ] || exit "$current"
    exit "$unsupported"
}

# --- scripts -----------------------------------------------------------------

# run_script ACTION OUTPUT
run_script() {
    (
        GT_ISO=$iso GT_COMPONENT_DIR="$iso/projects/$component" GT_STATE="$state/components/$component"
        GT_OS=$os GT_DISTRO=$distro GT_VERSION=$version GT_ARCH=$arch
        export GT_ISO GT_COMPONENT_DIR GT_STATE GT_OS GT_DISTRO GT_VERSION GT_ARCH
        cd "$GT_COMPONENT_DIR" || exit 126
        # Its interpreter is started by name: the disc may be mounted noexec, or without modes (Joliet).
        IFS= read -r interpreter <"$iso/$files" || :
        case $interpreter in
            '#!'*) interpreter=${interpreter#??} ;;
            *) interpreter='sh' ;;
        esac
        # shellcheck disable=SC2086 # "/usr/bin/env python3" is two words
        exec $interpreter "$iso/$files" "$1"
    ) </dev/null >"$2" 2>&1
}

recorded_version() {
    recorded=''
    [ ! -r "$state/installed/$component" ] || IFS= read -r recorded <"$state/installed/$component" || :
}

record_version() {
    printf '%s\n' "$component_version" >"$state/installed/.$component.new"
    mv -f "$state/installed/.$component.new" "$state/installed/$component"
}

install_script() {
    recorded_version
    action=install action_done=installed
    if [ "$recorded" = "$component_version" ]; then
        if run_script status /dev/null; then
            report current
            return 0
        fi
    elif [ -n "$recorded" ]; then
        action=update action_done=updated
    fi
    if [ "$dry_run" = yes ]; then
        report "would-$action"
        return 0
    fi
    mkdir -p "$state/components/$component"
    code=0
    run_script "$action" "$log" || code=$?
    script_outcome "$code" "$action_done"
    case $outcome in installed|updated|current) record_version ;; esac
}

uninstall_script() {
    recorded_version
    if [ -z "$recorded" ] && [ -z "$only" ]; then
        report absent
        return 0
    fi
    if [ "$dry_run" = yes ]; then
        report would-uninstall
        return 0
    fi
    mkdir -p "$state/components/$component"
    code=0
    run_script uninstall "$log" || code=$?
    script_outcome "$code" removed
    case $outcome in
        removed|current|not-applicable) rm -rf "$state/installed/$component" "$state/components/$component" ;;
    esac
}

# --- Debian packages ---------------------------------------------------------

run_dpkg() {
    if [ -n "$root" ]; then
        dpkg --root="$root" "$@"
    else
        dpkg "$@"
    fi
}

# installed_deb PACKAGE: sets have to its version when it is installed and configured, else to nothing
installed_deb() {
    # shellcheck disable=SC2016 # dpkg-query's own variables
    have=$(dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Status} ${Version}\n' "$1" 2>/dev/null) || have=''
    have=${have%%"$newline"*}
    case $have in
        *' ok installed '*) have=${have##* } ;;
        *) have='' ;;
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
        *) installed_deb "$needed_name" ;;
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

# pick_debs: sets debs to the files that are not installed in this version or a newer one, separated by '|'
pick_debs() {
    debs='' offered='' newer=''
    IFS='|'
    for path in $files; do
        IFS=$default_ifs
        deb_name=$(dpkg-deb -f "$iso/$path" Package 2>>"$log") || return 1
        deb_version=$(dpkg-deb -f "$iso/$path" Version 2>>"$log") || return 1
        installed_deb "$deb_name"
        if [ -z "$have" ] || dpkg --compare-versions "$have" lt "$deb_version"; then
            debs="$debs${debs:+|}$path"
            offered="$offered $deb_name=$deb_version"
        elif dpkg --compare-versions "$have" gt "$deb_version"; then
            newer="$deb_name $have is newer"
        fi
    done
    IFS=$default_ifs
}

# missing_debs: sets missing to a dependency that neither the system nor the disc's own files have
missing_debs() {
    missing=''
    IFS='|'
    for path in $debs; do
        IFS=$default_ifs
        for field in Pre-Depends Depends; do
            unmet "$(dpkg-deb -f "$iso/$path" "$field" 2>>"$log")"
            [ -z "$missing" ] || return 0
        done
    done
    IFS=$default_ifs
}

# dpkg_waiting ARGUMENT...: waits while another package manager holds the lock
dpkg_waiting() {
    waited=0
    while :; do
        code=0
        DEBIAN_FRONTEND=noninteractive run_dpkg "$@" </dev/null >"$log.part" 2>&1 || code=$?
        cat "$log.part" >>"$log"
        if [ "$code" = 0 ] || ! grep -q -e 'locked by another process' -e 'database is locked' -e 'area is locked' "$log.part"; then
            rm -f "$log.part"
            return "$code"
        fi
        rm -f "$log.part"
        [ "$waited" -lt "$wait_seconds" ] || return "$busy"
        sleep 1
        waited=$((waited + 1))
    done
}

# deb_step ARGUMENT...: runs dpkg on the files in debs
deb_step() {
    IFS='|'
    for path in $debs; do
        set -- "$@" "$iso/$path"
    done
    IFS=$default_ifs
    dpkg_waiting "$@"
}

install_deb() {
    if ! command -v dpkg >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
        report unsupported 'there is no dpkg here'
        return 0
    fi
    if ! pick_debs; then
        fail "$failed" failed "a package cannot be read, see $log"
        return 0
    fi
    if [ -z "$debs" ]; then
        report current "$newer"
        return 0
    fi
    missing_debs
    if [ -n "$missing" ]; then
        fail "$dependency" failed "needs $missing"
        return 0
    fi
    if [ "$dry_run" = yes ]; then
        report would-install
        return 0
    fi
    code=0
    if [ -n "$(run_dpkg --audit 2>/dev/null)" ]; then
        dpkg_waiting --configure -a || code=$?
    fi
    [ "$code" = "$busy" ] || code=0
    [ "$code" != 0 ] || deb_step --no-act -i || code=$?
    [ "$code" != 0 ] || deb_step --force-confdef --force-confold -i || code=$?
    # dpkg ends with 1 or 2, never with a code of ours.
    if [ "$code" = 0 ] && [ -z "$root" ] && [ -e /run/reboot-required ]; then
        code=$reboot
    fi
    script_outcome "$code" installed
}

# --- verbs -------------------------------------------------------------------

list_one() {
    case $kind in
        -) report not-applicable ;;
        script|deb) report "$kind" ;;
        *) report unsupported "kind $kind" ;;
    esac
}

begin_log() {
    log=/dev/null
    if [ "$dry_run" = no ]; then
        log="$log_folder/$component.log"
        : >"$log"
    fi
}

install_one() {
    begin_log
    if blocked_by_requirement; then
        return 0
    fi
    case $kind in
        -) report not-applicable ;;
        script) install_script ;;
        deb) install_deb ;;
        *) report unsupported "kind $kind" ;;
    esac
}

uninstall_one() {
    begin_log
    case $kind in
        -) report not-applicable ;;
        script) uninstall_script ;;
        *) report unsupported "kind $kind is removed with the guest's own package manager" ;;
    esac
}

status_one() {
    log=/dev/null
    case $kind in
        -) report not-applicable ;;
        script)
            code=0
            run_script status /dev/null || code=$?
            if [ "$code" = 0 ]; then
                report in-place
            elif [ "$code" -lt 126 ]; then
                report absent
            else
                fail "$failed" unknown "exit code $code"
            fi
            ;;
        deb)
            if ! command -v dpkg-deb >/dev/null 2>&1; then
                report unsupported 'there is no dpkg here'
            elif ! pick_debs; then
                fail "$failed" unknown 'a package cannot be read'
            elif [ -z "$debs" ]; then
                report in-place "$newer"
            else
                report absent
            fi
            ;;
        *) report unsupported "kind $kind" ;;
    esac
}

# Sets plan to its own reverse.
reverse_plan() {
    reversed=''
    IFS=$newline
    for line in $plan; do
        reversed="$line${reversed:+$newline}$reversed"
    done
    IFS=$default_ifs
    plan=$reversed
}

# One run at a time. A lock whose holder is gone is taken over.
take_lock() {
    mkdir -p "$state/installed" "$state/components" "$log_folder" 2>/dev/null ||
        die "$failed" "$state cannot be written to; run this as root"
    [ -w "$state/installed" ] || die "$failed" "$state cannot be written to; run this as root"
    if ! mkdir "$state/lock" 2>/dev/null; then
        holder=''
        # Between its folder and its number another run may need a moment.
        [ -s "$state/lock/pid" ] || sleep 1
        [ ! -r "$state/lock/pid" ] || IFS= read -r holder <"$state/lock/pid" || :
        if [ -n "$holder" ] && kill -0 "$holder" 2>/dev/null; then
            die "$busy" "another run is at work (process $holder)"
        fi
        rm -rf "$state/lock"
        mkdir "$state/lock" 2>/dev/null || die "$busy" 'another run is at work'
    fi
    trap 'rm -rf "$state/lock"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '%s\n' "$$" >"$state/lock/pid"
}

read_arguments() {
    verb='' only='' dry_run=no
    while [ $# -gt 0 ]; do
        case $1 in
            install|status|uninstall|list)
                [ -z "$verb" ] || die "$usage" 'one of install, status, uninstall, list, please'
                verb=$1
                ;;
            --only)
                [ $# -gt 1 ] || die "$usage" '--only needs names: --only a,b'
                shift
                only="$only${only:+,}$1"
                ;;
            --only=*) only="$only${only:+,}${1#--only=}" ;;
            --dry-run) dry_run=yes ;;
            -h|--help)
                help
                exit "$ok"
                ;;
            *) die "$usage" "unknown: $1; see: sh install.sh --help" ;;
        esac
        shift
    done
    case ",$only," in ,,) ;; *,,*) die "$usage" '--only has an empty name' ;; esac
    if [ -z "$verb" ]; then
        help >&2
        exit "$usage"
    fi
}

main() {
    read_arguments "$@"
    iso=$(cd -- "$(dirname -- "$0")" && pwd -P)
    table="$iso/guest-tools/install.tsv"
    root=${GUEST_TOOLS_ROOT:-}
    root=${root%/}
    wait_seconds=${GUEST_TOOLS_WAIT:-120}
    case $wait_seconds in *[!0-9]*|'') die "$usage" 'GUEST_TOOLS_WAIT is a number of seconds' ;; esac
    state="$root/var/lib/guest-tools"
    log_folder="$state/log"
    done_count=0 current_count=0 failure='' broken='' reboot_needed=no

    detect
    check_tables
    read_plan
    select_components
    if [ "$verb" = list ]; then
        printf 'This guest: %s %s %s %s\n' "$os" "${distro:-unknown}" "${version:-?}" "$arch"
        each list
        exit "$ok"
    fi
    check_components
    if [ "$verb" = status ]; then
        each status
        # It tells and does not judge: that nothing is in place, or fits, is an answer.
        exit "${failure:-$ok}"
    fi
    [ "$dry_run" = yes ] || take_lock
    [ "$verb" != uninstall ] || reverse_plan
    each "$verb"
    finish
}

main "$@"
