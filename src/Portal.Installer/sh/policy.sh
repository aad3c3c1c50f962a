
# --- the owner's policy ------------------------------------------------------

# Sets denied and only_allowed to names separated by commas, and deny_all; ends the run at a line that is not understood.
read_policy() {
    denied='' only_allowed='' deny_all=no
    policy_file="$root/etc/guest-tools.conf"
    [ -e "$policy_file" ] || return 0
    [ -r "$policy_file" ] || die "$policy" "$policy_file cannot be read, so nothing is changed"
    policy_line=0
    while IFS= read -r line || [ -n "$line" ]; do
        policy_line=$((policy_line + 1))
        line=${line%%'#'*}
        case $line in *=*) ;; *[!\ "$tab"]*) refuse_policy ;; *) continue ;; esac
        # shellcheck disable=SC2086 # to words, which trims
        set -- ${line%%=*}
        key=${1:-}
        names=$(printf '%s' "${line#*=}" | tr ',\015' '  ')
        # shellcheck disable=SC2086
        set -- $names
        [ $# -gt 0 ] || refuse_policy
        case $key in
            trust-publisher) ;;
            allow) [ "$*" = all ] || refuse_policy ;;
            deny)
                if [ "$*" = all ]; then
                    deny_all=yes
                else
                    add_names denied "$@"
                fi
                ;;
            only) add_names only_allowed "$@" ;;
            *) refuse_policy ;;
        esac
    done <"$policy_file"
}

refuse_policy() {
    die "$policy" "line $policy_line of $policy_file is not understood, so nothing is changed"
}

# add_names denied|only_allowed NAME...
add_names() {
    names_to=$1
    shift
    for name in "$@"; do
        case $name in
            [!a-z0-9]*|*[!a-z0-9-]*) refuse_policy ;;
        esac
        case $names_to in
            denied) denied="$denied${denied:+,}$name" ;;
            *) only_allowed="$only_allowed${only_allowed:+,}$name" ;;
        esac
    done
}

# forbidden: the owner does not want this component changed
forbidden() {
    [ "$deny_all" = no ] || return 0
    ! has "$denied" , "$component" || return 0
    [ -n "$only_allowed" ] || return 1
    ! has "$only_allowed" , "$component"
}

blocked_by_policy() {
    if forbidden; then
        block_by_policy 'by the policy of this guest'
        return 0
    fi
    return 1
}

# block_by_policy REASON: no failure, and what requires it is blocked likewise
block_by_policy() {
    unwanted="$unwanted $component"
    policy_count=$((policy_count + 1))
    report blocked "$1"
}
