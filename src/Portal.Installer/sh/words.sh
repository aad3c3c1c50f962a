
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

# rank_above A B: the version of rank A is newer than that of rank B. Ranks compare byte by byte.
rank_above() {
    [ "$1" != "$2" ] && expr "x$1" \> "x$2" >/dev/null
}

now() {
    date -u '+%Y-%m-%dT%H:%M:%SZ'
}
