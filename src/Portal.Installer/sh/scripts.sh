
# --- scripts -----------------------------------------------------------------

# run_script ACTION OUTPUT: sets code and native to how it ended
run_script() {
    code=0
    (
        GT_ISO=$iso GT_COMPONENT_DIR="$iso/projects/$component" GT_STATE="$state/components/$component"
        GT_OS=$os GT_DISTRO=$distro GT_VERSION=$version GT_ARCH=$arch GT_BEFORE=$recorded
        export GT_ISO GT_COMPONENT_DIR GT_STATE GT_OS GT_DISTRO GT_VERSION GT_ARCH GT_BEFORE
        cd "$GT_COMPONENT_DIR" || exit 126
        # Its interpreter is started by name: the disc may be mounted noexec, or without modes (Joliet).
        IFS= read -r interpreter <"$iso/$files" || :
        case $interpreter in
            '#!'*) interpreter=${interpreter#??} ;;
            *) interpreter='sh' ;;
        esac
        # shellcheck disable=SC2086 # "/usr/bin/env python3" is two words
        exec $interpreter "$iso/$files" "$1"
    ) </dev/null >"$2" 2>&1 || code=$?
    native=$code
}

# script_in_place: asks the script; a script that cannot tell is not in place
script_in_place() {
    run_script status /dev/null
    [ "$code" = 0 ]
}

script_is_present() {
    [ -n "$recorded" ] || script_in_place
}

# act_by_script install|update DONE
act_by_script() {
    if [ "$dry_run" = yes ]; then
        case $2 in
            downgraded) report would-downgrade ;;
            *) report "would-$1" ;;
        esac
        return 0
    fi
    mkdir -p "$state/components/$component"
    keep_pending
    run_script "$1" "$log"
    native_reboot=no
    case $code in
        "$ok"|"$reboot"|"$current")
            keep_installed
            [ "$code" != "$reboot" ] || native_reboot=yes
            if [ "$code" = "$current" ]; then
                report current
            else
                changed "$2"
            fi
            ;;
        "$unsupported")
            [ -n "$version_before" ] || forget
            report not-applicable
            ;;
        *) tool_failed "$code" ;;
    esac
}

install_script() {
    if [ -z "$recorded" ]; then
        act_by_script install installed
    elif [ "$recorded_rank" = "$rank" ]; then
        if script_in_place; then
            [ "$recorded_state" = installed ] || [ "$dry_run" = yes ] || keep_installed
            report current
        else
            act_by_script install installed
        fi
    elif rank_above "$recorded_rank" "$rank"; then
        report newer "$recorded is in place"
    else
        act_by_script update updated
    fi
}

rollback_script() {
    if rank_above "$recorded_rank" "$rank"; then
        act_by_script update downgraded
    elif [ "$recorded_rank" = "$rank" ]; then
        report current
    else
        report outdated "$recorded is in place"
    fi
}

uninstall_script() {
    mkdir -p "$state/components/$component"
    run_script uninstall "$log"
    case $code in
        "$ok"|"$reboot"|"$current"|"$unsupported")
            native_reboot=no
            [ "$code" != "$reboot" ] || native_reboot=yes
            rm -rf "$state/components/$component"
            forget
            changed removed
            ;;
        *) tool_failed "$code" ;;
    esac
}

status_script() {
    run_script status /dev/null
    if [ "$code" -ge 126 ]; then
        fail "$failed" unknown "exit code $code"
    elif [ "$code" != 0 ]; then
        report absent
    elif [ -n "$recorded" ] && rank_above "$recorded_rank" "$rank"; then
        report newer "$recorded is in place"
    elif [ -n "$recorded" ] && [ "$recorded_rank" != "$rank" ]; then
        report outdated "$recorded is in place"
    else
        report current
    fi
}
