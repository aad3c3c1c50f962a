
# --- state -------------------------------------------------------------------
# state.json has one line for each release and each component, in a form that this part alone writes and reads:
# names, versions and packages have no character that JSON escapes.

# Sets state_releases and state_components to its lines.
read_state() {
    state_releases='' state_components=''
    [ -r "$state/state.json" ] || return 0
    while IFS= read -r line; do
        line=${line%,}
        case $line in
            '{"product":'*) state_releases="$state_releases${state_releases:+$newline}$line" ;;
            '{"name":'*) state_components="$state_components${state_components:+$newline}$line" ;;
        esac
    done <"$state/state.json"
}

# with_commas LINES: sets items to them as the items of a JSON list
with_commas() {
    items=''
    IFS=$newline
    for line in $1; do
        items="$items${items:+,$newline}$line"
    done
    IFS=$default_ifs
}

write_state() {
    with_commas "$state_releases"
    releases=$items
    with_commas "$state_components"
    replace_file "$state/state.json" "{\"schema\":1,
\"releases\":[
$releases
],
\"components\":[
$items
]}" || die "$failed" "$state/state.json cannot be written"
}

# without LINES BEGINNING: sets rest to the lines that do not begin so
without() {
    rest=''
    IFS=$newline
    for line in $1; do
        case $line in
            "$2"*) ;;
            *) rest="$rest${rest:+$newline}$line" ;;
        esac
    done
    IFS=$default_ifs
}

# field KEY: sets value to a text of the record, or to nothing
field() {
    value=''
    case $record in
        *"\"$1\":\""*)
            value=${record#*"\"$1\":\""}
            value=${value%%'"'*}
            ;;
    esac
}

# list_field KEY: sets value to a list of texts of the record, separated by spaces
list_field() {
    value=''
    case $record in
        *"\"$1\":["*)
            value=${record#*"\"$1\":["}
            value=${value%%]*}
            words=''
            IFS=,
            for word in $value; do
                word=${word#'"'}
                words="$words${words:+ }${word%'"'}"
            done
            IFS=$default_ifs
            value=$words
            ;;
    esac
}

# recall NAME: sets record to its line, or to nothing, and what it says
recall() {
    record=''
    case $state_components in
        *"{\"name\":\"$1\","*)
            record="{\"name\":\"$1\",${state_components#*"{\"name\":\"$1\","}"
            record=${record%%"$newline"*}
            ;;
    esac
    field version && recorded=$value
    field rank && recorded_rank=$value
    field kind && recorded_kind=$value
    field state && recorded_state=$value
    list_field put && put=$value
    list_field before && before=$value
}

# json_list WORDS: sets json
json_list() {
    json=''
    for word in $1; do
        json="$json${json:+,}\"$word\""
    done
    json="[$json]"
}

# keep VERSION RANK STATE: records the component, with put and before
keep() {
    json_list "$put"
    kept_lists="\"put\":$json"
    json_list "$before"
    kept_lists="$kept_lists,\"before\":$json"
    kept="{\"name\":\"$component\",\"version\":\"$1\",\"rank\":\"$2\",\"kind\":\"$kind\",\"state\":\"$3\",\"at\":\"$started\",\"product\":\"$product\",$kept_lists}"
    if [ -n "$record" ]; then
        # In its place, so that the order of installation is kept.
        replaced=''
        IFS=$newline
        for line in $state_components; do
            case $line in
                "{\"name\":\"$component\","*) line=$kept ;;
            esac
            replaced="$replaced${replaced:+$newline}$line"
        done
        IFS=$default_ifs
        state_components=$replaced
    else
        state_components="$state_components${state_components:+$newline}$kept"
    fi
    write_state
    recall "$component"
}

# keep_pending: before the first change, so that a killed run is known. An update keeps the version it begins from.
keep_pending() {
    if [ -n "$recorded" ]; then
        keep "$recorded" "$recorded_rank" pending
    else
        keep "$component_version" "$rank" pending
    fi
}

keep_installed() {
    keep "$component_version" "$rank" installed
}

forget() {
    without "$state_components" "{\"name\":\"$component\","
    state_components=$rest
    write_state
    recall "$component"
}

# The newest release of each product that was installed; a rollback makes an older one that.
keep_release() {
    kept=''
    IFS=$newline
    for line in $state_releases; do
        case $line in
            "{\"product\":\"$product\","*) kept=$line ;;
        esac
    done
    IFS=$default_ifs
    kept=${kept#*'"rank":"'}
    if [ "$verb" != rollback ] && rank_above "${kept%%'"'*}" "$release_rank"; then
        return 0
    fi
    without "$state_releases" "{\"product\":\"$product\","
    state_releases="$rest${rest:+$newline}{\"product\":\"$product\",\"version\":\"$release\",\"rank\":\"$release_rank\",\"sha256\":\"$release_digest\"}"
    write_state
}

# can_write FOLDER: tried, since busybox takes root to be able to write to what is mounted read-only
can_write() {
    # What a killed run with this number may have left.
    rmdir "$1/.guest-tools-$$" 2>/dev/null || :
    mkdir "$1/.guest-tools-$$" 2>/dev/null && rmdir "$1/.guest-tools-$$"
}

# One run at a time. A lock whose holder is gone is taken over.
take_lock() {
    mkdir -p "$state/components" "$state/log" 2>/dev/null || :
    can_write "$state/components" || die "$failed" "$state cannot be written to; run this as root"
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
    has_lock=yes
    printf '%s\n' "$$" >"$state/lock/pid"
}
