
# --- apart from the agent ----------------------------------------------------
# An agent's update ends the agent, and with it whatever the agent had started: this run too, half way through.

# below_an_agent: what started this run is an agent of the guest
below_an_agent() {
    [ -z "$root" ] || return 1
    # The service's control group is killed as a whole.
    if [ -r /proc/self/cgroup ] && grep -q -e 'qemu-guest-agent\.service' -e 'qemu-ga\.service' -e 'vmtoolsd\.service' \
        -e 'open-vm-tools\.service' -e 'vboxadd-service\.service' -e 'vboxservice\.service' /proc/self/cgroup; then
        return 0
    fi
    process_id=$$
    for _ in 1 2 3 4 5 6 7 8 9; do
        look_at_process "$process_id"
        case $process_name in
            qemu-ga|qemu-guest-ag*|vmtoolsd|VBoxService) return 0 ;;
        esac
        process_id=$process_parent
        [ "${process_id:-1}" -gt 1 ] || return 1
    done
    return 1
}

# look_at_process ID: sets process_name and process_parent
look_at_process() {
    process_name='' process_parent=''
    if [ -r "/proc/$1/status" ]; then
        while read -r key value _; do
            case $key in
                Name:) process_name=$value ;;
                PPid:) process_parent=$value ;;
            esac
        done <"/proc/$1/status"
    else
        process_name=$(ps -o comm= -p "$1" 2>/dev/null) || process_name=''
        process_name=${process_name##*/}
        process_parent=$(ps -o ppid= -p "$1" 2>/dev/null | tr -cd '0-9') || process_parent=''
    fi
}

# run_apart ARGUMENT...: starts this script again where the agent's end does not reach it
run_apart() {
    detached=yes
    as_json_here=$as_json as_json=no
    begin_result
    # The other run goes on with this result.
    result_state='done'
    set -- sh "$iso/install.sh" "$@" --no-detach --run-id "$run_id"
    [ -z "$result_file" ] || set -- "$@" --result "$result_file"
    [ -z "$log_file" ] || set -- "$@" --log "$log_file"
    apart_log="$state/log/detached.log"
    if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1; then
        env_path=$(command -v env)
        set -- "$env_path" GUEST_TOOLS_DETACHED=yes GUEST_TOOLS_ROOT="$root" GUEST_TOOLS_WAIT="$wait_seconds" "$@"
        # Old ones know neither option, and return at once all the same.
        systemd-run --no-block --collect --unit="guest-tools-$run_id" "$@" >"$apart_log" 2>&1 ||
            systemd-run --unit="guest-tools-$run_id" "$@" >>"$apart_log" 2>&1 ||
            die "$failed" "it cannot run apart from the agent: $(tail -n 1 "$apart_log")"
    else
        GUEST_TOOLS_DETACHED=yes
        export GUEST_TOOLS_DETACHED
        if command -v setsid >/dev/null 2>&1; then
            (setsid "$@" </dev/null >"$apart_log" 2>&1 &)
        else
            # Its parent is gone at once; a hang-up does not concern it.
            (
                trap '' HUP
                "$@" </dev/null >"$apart_log" 2>&1 &
            )
        fi
    fi
    if [ "$as_json_here" = yes ]; then
        printf '%s\n' "$result"
    else
        printf 'It runs on by itself. Its result, of the run %s, is in %s when that says "ended".\n' "$run_id" "$state/result.json"
    fi
    exit "$ok"
}
