
# --- outcomes ----------------------------------------------------------------

# die EXIT SENTENCE
die() {
    die_code=$1
    shift
    printf 'install.sh: %s\n' "$*" >&2
    message=$*
    end_result "$die_code"
    exit "$die_code"
}

# begin_component: nothing is known of this run's doings with it yet
begin_component() {
    recall "$component"
    version_before=$recorded native=''
    log=/dev/null
}

begin_log() {
    if [ "$dry_run" = no ]; then
        log="$state/log/$component.log"
        : >"$log"
    fi
}

# report STATUS [REASON]: counts as done, as it should be, or nothing
report() {
    status=$1 reason=${2:-}
    said="$component $component_version: $status${reason:+ ($reason)}"
    [ "$as_json" = yes ] || printf '%s\n' "$said"
    if [ -n "$log_file" ] && [ "$dry_run" = no ]; then
        {
            [ "$log" = /dev/null ] || cat "$log"
            printf '%s %s\n' "$(now)" "$said"
        } >>"$log_file"
    fi
    case $status in
        installed|updated|downgraded|removed|would-*) done_count=$((done_count + 1)) ;;
        current|newer|outdated|kept|absent) current_count=$((current_count + 1)) ;;
    esac
    add_to_result
}

add_to_result() {
    [ "$result_state" = running ] || return 0
    # Reported more than once: the last word counts.
    case $result_components in *"{\"name\": \"$component\","*) return 0 ;; esac
    json_or_null "$version_before" && said="\"version_before\": $json"
    recall "$component"
    # What was begun and failed is not in place.
    after=$recorded
    [ "$recorded_state" != pending ] || after=$version_before
    json_or_null "$after" && said="$said, \"version_after\": $json, \"status\": \"$status\", \"native_exit\": ${native:-null}"
    json_or_null "$reason" && said="$said, \"reason\": $json"
    json=null
    case $status in failed|unknown) json_tail "$log" ;; esac
    said="$said, \"log_tail\": $json"
    result_components="$result_components${result_components:+,}
    {\"name\": \"$component\", \"version\": \"$component_version\", $said}"
    [ "$keeps_result$result_file" = no ] || put_result null null
}

# fail EXIT STATUS REASON
fail() {
    broken="$broken $component"
    case $failure in
        ''|"$1") failure=$1 ;;
        *) failure=$failed ;;
    esac
    report "$2" "$3"
}

# changed STATUS: something was done, and a reboot may be needed for it (native_reboot: its tool asks for one)
changed() {
    needs_reboot=no
    case $reboot_rule in
        always) needs_reboot=yes ;;
        never) ;;
        *) needs_reboot=$native_reboot ;;
    esac
    if [ "$needs_reboot" = yes ]; then
        reboot_needed=yes
        report "$1" 'reboot needed'
    else
        report "$1"
    fi
}

# tool_failed EXIT [REASON]: what the code of a script, or of a step of ours, means
tool_failed() {
    case $1 in
        "$dependency") fail "$dependency" failed "${2:-a dependency is missing}" ;;
        "$integrity") fail "$integrity" failed integrity ;;
        "$busy") fail "$busy" failed 'busy: another package manager is at work' ;;
        "$policy") block_by_policy 'by the policy of this guest' ;;
        *) fail "$failed" failed "${2:-exit code $1}, see $log" ;;
    esac
}

# blocked_by_requirement: a required component failed, or is not wanted by the owner
blocked_by_requirement() {
    IFS=,
    for required in $requires; do
        IFS=$default_ifs
        if has "$unwanted" ' ' "$required"; then
            block_by_policy "requires $required"
            return 0
        fi
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
        code=$failure
        [ $((done_count + current_count)) = 0 ] || code=$partial
    elif [ "$reboot_needed" = yes ]; then
        code=$reboot
    elif [ "$done_count" != 0 ]; then
        code=$ok
    elif [ "$current_count" != 0 ]; then
        code=$current
    elif [ "$policy_count" != 0 ]; then
        code=$policy
    else
        code=$unsupported
    fi
    end_result "$code"
    exit "$code"
}

# Whatever ends the run: the lock goes, and the result says that it ended.
# shellcheck disable=SC2317 # a trap calls it
on_exit() {
    if [ "$result_state" = running ]; then
        message=${message:-'it was ended before its time'}
        end_result "$failed"
    fi
    [ -z "$own_tmp" ] || rm -rf "$own_tmp"
    [ "$has_lock" = no ] || rm -rf "$state/lock"
}

# on_signal EXIT: not every shell keeps the code of an "exit" in one trap through another
# shellcheck disable=SC2317 # a trap calls it
on_signal() {
    trap - EXIT HUP INT TERM
    on_exit
    exit "$1"
}
