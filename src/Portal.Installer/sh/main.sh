
# --- the run -----------------------------------------------------------------

# need ARGUMENT...: the option has a value
need() {
    [ $# -gt 1 ] || die "$usage" "$1 needs a value; see: sh install.sh --help"
}

read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
            --*=*)
                # As two words; what follows keeps its place.
                option=${1%%=*} value=${1#*=}
                shift
                set -- "$option" "$value" "$@"
                case $option in
                    --only|--arch|--distro|--result|--log|--run-id|--key) ;;
                    *) die "$usage" "unknown: $option; see: sh install.sh --help" ;;
                esac
                ;;
        esac
        case $1 in
            install|update|uninstall|rollback|status|list|files|opt-in|opt-out)
                [ -z "$verb" ] || die "$usage" "one of $verb and $1, please"
                verb=$1
                ;;
            --only)
                need "$@"
                only="$only${only:+,}$2"
                [ -n "$2" ] || only="$only,"
                shift
                ;;
            --arch)
                need "$@"
                given_arch=$2
                shift
                ;;
            --distro)
                need "$@"
                given_distro=$2
                shift
                ;;
            --result)
                need "$@"
                result_file=$2
                shift
                ;;
            --log)
                need "$@"
                log_file=$2
                shift
                ;;
            --run-id)
                need "$@"
                run_id=$2
                shift
                ;;
            --key)
                need "$@"
                key_file=$2
                shift
                ;;
            --dry-run) dry_run=yes ;;
            --json) as_json=yes ;;
            --detach) detach=yes ;;
            --no-detach) detach=no ;;
            -h|--help)
                help
                exit "$ok"
                ;;
            *) die "$usage" "unknown: $1; see: sh install.sh --help" ;;
        esac
        shift
    done
    if [ -z "$verb" ]; then
        help >&2
        exit "$usage"
    fi
    check_arguments
}

check_arguments() {
    case ",$only," in ,,) ;; *,,*) die "$usage" '--only has an empty name' ;; esac
    case $given_arch in *[!A-Za-z0-9_-]*) die "$usage" "'$given_arch' is no architecture" ;; esac
    case $given_distro in [!a-z0-9]*|*[!A-Za-z0-9:._-]*) die "$usage" "'$given_distro' is no distribution; write debian or debian:12" ;; esac
    case $run_id in
        '') ;;
        *[!0-9a-f]*) die "$usage" '--run-id is 32 hexadecimal digits' ;;
        *) [ ${#run_id} = 32 ] || die "$usage" '--run-id is 32 hexadecimal digits' ;;
    esac
    case $wait_seconds in *[!0-9]*|'') die "$usage" 'GUEST_TOOLS_WAIT is a number of seconds' ;; esac
    [ -z "$key_file" ] || [ "$verb" = opt-in ] || die "$usage" '--key belongs to opt-in'
}

# absolute PATH: sets path to where it is now: a run apart begins elsewhere
absolute() {
    case $1 in
        ''|/*) path=$1 ;;
        *) path="$(pwd -P)/$1" ;;
    esac
}

main() {
    verb='' only='' dry_run=no as_json=no detach=auto given_arch='' given_distro='' result_file='' log_file='' key_file='' run_id=''
    message='' release_digest='' product='' release='' release_rank='' state_releases='' state_components=''
    result_state=off result_lost=no result_components='' keeps_result=no has_lock=no own_tmp=''
    done_count=0 current_count=0 policy_count=0 failure='' broken='' unwanted='' held='' staying_needs='' reboot_needed=no native_reboot=no
    detached=${GUEST_TOOLS_DETACHED:-no}
    root=${GUEST_TOOLS_ROOT:-}
    root=${root%/}
    wait_seconds=${GUEST_TOOLS_WAIT:-120}
    read_arguments "$@"
    absolute "$result_file"
    result_file=$path
    absolute "$log_file"
    log_file=$path
    absolute "$key_file"
    key_file=$path
    iso=$(cd -- "$(dirname -- "$0")" && pwd -P)
    table="$iso/guest-tools/install.tsv"
    state="$root/var/lib/guest-tools"

    changes=no
    case $verb in install|update|uninstall|rollback) changes=yes ;; esac
    [ "$dry_run" = no ] || changes=no
    started=$(now)
    new_run_id
    detect
    if [ -n "$log_file" ]; then
        : >>"$log_file" || die "$failed" "$log_file cannot be written"
    fi
    trap on_exit EXIT
    trap 'on_signal 129' HUP
    trap 'on_signal 130' INT
    trap 'on_signal 143' TERM
    case $verb in
        files) ;;
        opt-out) opt_out ;;
        *)
            [ "$changes" = no ] || take_lock
            keeps_result=$changes
            if [ "$changes" = yes ] && [ "$detach" != no ] && { [ "$detach" = yes ] || below_an_agent; }; then
                # The other run takes it.
                rm -rf "$state/lock"
                has_lock=no
                run_apart "$@"
            fi
            begin_result
            ;;
    esac
    run
}

# Where /tmp is read-only: dpkg-deb needs a place even to look into a package, and maintainer scripts need one.
take_own_tmp() {
    if [ "$changes" = yes ]; then
        own_tmp="$state/tmp"
        mkdir -p "$own_tmp"
    else
        # A run that only tells leaves nothing where the guest keeps things, and may be anybody's.
        for folder in /run /dev/shm /var/tmp; do
            if [ -z "$own_tmp" ] && mkdir -m 700 "$folder/guest-tools-$$" 2>/dev/null; then
                own_tmp="$folder/guest-tools-$$"
            fi
        done
    fi
    if [ -n "$own_tmp" ]; then
        TMPDIR=$own_tmp
        export TMPDIR
    fi
}

run() {
    [ -n "$root" ] || can_write "${TMPDIR:-/tmp}" || take_own_tmp
    check_tables
    read_state
    read_plan
    denied='' only_allowed='' deny_all=no policy_file=''
    case $verb in status|files) ;; *) read_policy ;; esac
    select_components
    case $verb in
        list)
            [ "$as_json" = yes ] || printf 'This guest: %s %s %s %s\n' "$os" "${distro:-unknown}" "${version:-?}" "$arch"
            each list
            end_result "$ok"
            exit "$ok"
            ;;
        files)
            list_files
            exit "$ok"
            ;;
        opt-in) opt_in ;;
    esac
    check_components
    if [ "$verb" = status ]; then
        each status
        # It tells and does not judge: that nothing is in place, or fits, is an answer.
        end_result "${failure:-$ok}"
        exit "${failure:-$ok}"
    fi
    if [ "$deny_all" = yes ]; then
        die "$policy" "$policy_file says that nothing is to be changed here"
    fi
    case $verb in
        uninstall|rollback) [ -n "$only" ] || uninstall_elsewhere ;;
    esac
    [ "$verb" != uninstall ] || reverse_plan
    each "$verb"
    [ "$changes" = no ] || [ "$done_count$current_count" = 00 ] || [ "$verb" = uninstall ] || keep_release
    finish
}

main "$@"
