
# --- verbs -------------------------------------------------------------------

# can_handle: what fits this guest and has its tool here; says so where not
can_handle() {
    case $kind in
        -)
            report not-applicable
            return 1
            ;;
        script) ;;
        deb|rpm)
            if ! packages_tool; then
                tool=rpm
                [ "$kind" = rpm ] || tool=dpkg
                report unsupported "there is no $tool here"
                return 1
            fi
            ;;
        *)
            report unsupported "kind $kind"
            return 1
            ;;
    esac
}

is_present() {
    case $kind in
        script) script_is_present ;;
        deb|rpm) packages_are_present ;;
        *) return 1 ;;
    esac
}

list_one() {
    case $kind in
        -)
            report not-applicable
            return 0
            ;;
        deb|rpm|script) ;;
        *)
            report unsupported "kind $kind"
            return 0
            ;;
    esac
    if forbidden; then
        report blocked "$kind, by the policy of this guest"
    elif [ -z "$recorded" ]; then
        report absent "$kind"
    elif [ "$recorded_rank" = "$rank" ]; then
        report current "$kind"
    elif rank_above "$recorded_rank" "$rank"; then
        report newer "$kind, $recorded is in place"
    else
        report outdated "$kind, $recorded is in place"
    fi
}

install_one() {
    begin_log
    can_handle || return 0
    if [ -n "$wanted" ] && ! has "$wanted" , "$component"; then
        report absent
        return 0
    fi
    if blocked_by_policy || blocked_by_requirement; then
        return 0
    fi
    case $kind in
        script) install_script ;;
        *) install_packages ;;
    esac
}

rollback_one() {
    begin_log
    can_handle || return 0
    if blocked_by_policy; then
        return 0
    fi
    if [ -z "$recorded" ]; then
        report absent
    elif [ "$downgrade" = refuse ] && rank_above "$recorded_rank" "$rank"; then
        report newer "$recorded is in place and does not go back"
    else
        case $kind in
            script) rollback_script ;;
            *) install_packages ;;
        esac
    fi
}

status_one() {
    can_handle || return 0
    case $kind in
        script) status_script ;;
        *) status_packages ;;
    esac
}

# uninstall_one: goes by the state; the disc is asked for a script alone
uninstall_one() {
    begin_log
    if [ -z "$recorded" ]; then
        if [ "$kind" = - ]; then
            report not-applicable
        else
            report absent
        fi
        return 0
    fi
    if blocked_by_policy; then
        staying_needs="$staying_needs,$requires"
        return 0
    fi
    if has "$staying_needs" , "$component"; then
        block_by_policy 'what requires it stays'
        staying_needs="$staying_needs,$requires"
        return 0
    fi
    if has "$held" , "$component"; then
        fail "$dependency" blocked 'what requires it is still there'
        held="$held,$requires"
        return 0
    fi
    broken_before=$broken
    case $recorded_kind in
        script)
            if [ "$kind" != script ]; then
                report kept 'no script of this disc takes it away; use the disc that it came from'
            elif [ "$dry_run" = yes ]; then
                report would-remove
            else
                uninstall_script
            fi
            ;;
        *) uninstall_packages ;;
    esac
    [ "$broken" = "$broken_before" ] || held="$held,$requires"
}

# uninstall_elsewhere: what came from other discs of this product and is not on this one, the last first
uninstall_elsewhere() {
    others=''
    IFS=$newline
    for line in $state_components; do
        name=${line#'{"name":"'}
        name=${name%%'"'*}
        case $line in
            *"\"product\":\"$product\""*) has "$known" ' ' "$name" || others="$name${others:+ }$others" ;;
        esac
    done
    IFS=$default_ifs
    for component in $others; do
        kind=- requires='' reboot_rule=asked files=-
        begin_component
        component_version=$recorded rank=$recorded_rank
        uninstall_one
    done
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
