
# --- packages, dpkg's and rpm's ----------------------------------------------
# What both have in common: choose (sets chosen to files to install, separated by '|'; fresh and older to the packages that
# are not there, and that are there in an older version as NAME=VERSION; newer to a sentence; found to yes when any is there),
# lacking (sets missing), put_in and take_out, each by its own tool.

packages_tool() {
    case $kind in
        deb) command -v dpkg >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 ;;
        *) command -v rpm >/dev/null 2>&1 ;;
    esac
}

choose() {
    chosen='' fresh='' older='' newer='' found=no offered=''
    IFS='|'
    for path in $files; do
        IFS=$default_ifs
        case $kind in
            deb) look_at_deb || return 1 ;;
            *) look_at_rpm || return 1 ;;
        esac
        case $relation in
            absent) fresh="$fresh${fresh:+ }$package" ;;
            older) older="$older${older:+ }$package=$have" found=yes ;;
            newer) found=yes newer="$package $have is in place" ;;
            same) found=yes ;;
        esac
        case $relation in
            absent|older) chosen="$chosen${chosen:+|}$path" ;;
            newer) [ "$going_back" = no ] || chosen="$chosen${chosen:+|}$path" older="$older${older:+ }$package=$have" ;;
        esac
    done
    IFS=$default_ifs
}

# with_chosen COMMAND...: runs it on the files in chosen
with_chosen() {
    IFS='|'
    for path in $chosen; do
        set -- "$@" "$iso/$path"
    done
    IFS=$default_ifs
    "$@"
}

packages_are_present() {
    packages_tool && going_back=no && choose && [ "$found" = yes ]
}

install_packages() {
    going_back=no
    if [ "$verb" = rollback ] && rank_above "$recorded_rank" "$rank"; then
        if [ "$downgrade" = refuse ]; then
            report newer "$recorded is in place and does not go back"
            return 0
        fi
        going_back=yes
    fi
    if ! choose; then
        fail "$failed" failed "a package cannot be read, see $log"
        return 0
    fi
    if [ -z "$chosen" ]; then
        if [ -n "$newer" ]; then
            report newer "$newer"
        else
            # What a killed run had begun is done.
            [ "$dry_run" = yes ] || [ -z "$recorded" ] || [ "$recorded_rank$recorded_state" = "${rank}installed" ] || keep_installed
            report current
        fi
        return 0
    fi
    outcome=installed foretold=would-install
    [ "$found" = no ] || outcome=updated foretold=would-update
    [ "$going_back" = no ] || outcome=downgraded foretold=would-downgrade
    lacking
    if [ -n "$missing" ]; then
        fail "$dependency" failed "needs $missing"
        return 0
    fi
    if [ "$dry_run" = yes ]; then
        report "$foretold"
        return 0
    fi
    remember_packages
    keep_pending
    native_reboot=no reason=''
    code=0
    case $kind in
        deb) put_in_debs || code=$? ;;
        *) put_in_rpms || code=$? ;;
    esac
    # A package manager may leave one out and be content.
    if [ "$code" = 0 ] && choose && [ -n "$chosen" ]; then
        code=$failed reason="it was not taken, see $log"
    fi
    if [ "$code" = 0 ]; then
        keep_installed
        changed "$outcome"
    else
        [ -n "$version_before" ] || forget_if_absent
        tool_failed "$code" "$reason"
    fi
}

# remember_packages: adds to put what was not there, and to before what was there and is replaced
remember_packages() {
    for package in $fresh; do
        has "$put" ' ' "$package" || put="$put${put:+ }$package"
        if [ "$kind" = deb ]; then
            deb_state "$package"
            case $deb_status in
                *' config-files '*) has "$before" ' ' "$package=conf" || before="$before${before:+ }$package=conf" ;;
            esac
        fi
    done
    for package in $older; do
        name=${package%%=*}
        case " $put $before" in
            *" $name "*|*" $name="*|*" $name") ;;
            *) before="$before${before:+ }$package" ;;
        esac
    done
}

# forget_if_absent: nothing of it came in
forget_if_absent() {
    for package in $put; do
        if is_installed "$package"; then
            return 0
        fi
    done
    forget
}

# is_installed PACKAGE: sets have
is_installed() {
    case $recorded_kind in
        rpm) installed_rpm "$1" ;;
        *) installed_deb "$1" ;;
    esac
    [ -n "$have" ]
}

# uninstall_packages: by what the state says; the disc may have another version, or nothing of it
uninstall_packages() {
    leaving=''
    for package in $put; do
        if is_installed "$package"; then
            leaving="$leaving${leaving:+ }$package"
        fi
    done
    staying=''
    for package in $before; do
        case $package in
            *=conf) ;;
            *) staying="$staying${staying:+, }${package%%=*}" ;;
        esac
    done
    if [ -z "$leaving" ]; then
        [ "$dry_run" = yes ] || forget
        if [ -n "$staying" ]; then
            report kept "$staying was there before"
        else
            report absent
        fi
        return 0
    fi
    if [ "$dry_run" = yes ]; then
        report would-remove
        return 0
    fi
    native_reboot=no reason=''
    code=0
    case $recorded_kind in
        deb) take_out_debs || code=$? ;;
        *) take_out_rpms || code=$? ;;
    esac
    if [ "$code" = 0 ]; then
        forget
        if [ -n "$staying" ]; then
            report removed "$staying stays: it was there before"
        else
            report removed
        fi
    else
        tool_failed "$code" "$reason"
    fi
}

status_packages() {
    going_back=no
    if ! choose; then
        fail "$failed" unknown 'a package cannot be read'
    elif [ -z "$chosen" ]; then
        if [ -n "$newer" ]; then
            report newer "$newer"
        else
            report current
        fi
    elif [ -n "$older" ]; then
        report outdated "${older%%=*} ${older#*=} is in place"
    else
        report absent
    fi
}

# until_unlocked PATTERN COMMAND...: runs it into the log, again while what it says shows that another package manager works
until_unlocked() {
    locked=$1
    shift
    waited=0 is_busy=no
    while :; do
        code=0
        "$@" </dev/null >"$log.part" 2>&1 || code=$?
        native=$code
        cat "$log.part" >>"$log"
        if [ "$code" = 0 ] || ! grep -q "$locked" "$log.part"; then
            rm -f "$log.part"
            return "$code"
        fi
        rm -f "$log.part"
        if [ "$waited" -ge "$wait_seconds" ]; then
            is_busy=yes
            return "$busy"
        fi
        sleep 1
        waited=$((waited + 1))
    done
}
