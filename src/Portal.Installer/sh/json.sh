
# --- documents ---------------------------------------------------------------

# json_text TEXT: sets json to it as a JSON string; what is not plain ASCII becomes '?'
json_text() {
    case $1 in
        *[!\ -~]*|*[\"\\]*)
            json=$(printf '%s' "$1" | tr -c ' -~' '?' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')
            json="\"$json\""
            ;;
        *) json="\"$1\"" ;;
    esac
}

# json_or_null TEXT: sets json; nothing is null
json_or_null() {
    if [ -n "$1" ]; then
        json_text "$1"
    else
        json=null
    fi
}

# json_tail FILE: sets json to the last lines of a log, or null
json_tail() {
    json=null
    [ -s "$1" ] || return 0
    json=''
    tail_lines=$(tail -n 20 "$1" | tr -d '\015' | tr '\011' ' ' | tr -c '\012 -~' '?' | tail -c 2000 |
        sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')
    IFS=$newline
    for line in $tail_lines; do
        json="$json${json:+\\n}$line"
    done
    IFS=$default_ifs
    json="\"$json\""
}

# replace_file FILE TEXT: as a whole, or not at all
replace_file() {
    printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"
}

# truth YES-OR-NO: sets json
truth() {
    case $1 in
        yes) json=true ;;
        *) json=false ;;
    esac
}

# make_result ENDED EXIT: sets result to the document; both are JSON
make_result() {
    result_head='null'
    if [ -n "$release_digest" ]; then
        result_head="{\"product\": \"$product\", \"version\": \"$release\", \"release_sha256\": \"$release_digest\"}"
    fi
    json_or_null "$os_id"
    result_head="\"iso\": $result_head,
  \"os\": {\"id\": $json, \"system\": \"$os\""
    json_or_null "$distro"
    result_head="$result_head, \"distro\": $json"
    json_or_null "$version"
    result_head="$result_head, \"version\": $json"
    json_text "$arch"
    result_head="$result_head, \"arch\": $json"
    json_or_null "$kernel"
    result_head="$result_head, \"kernel\": $json},
  \"secure_boot\": $secure_boot,
  \"action\": \"$verb\""
    truth "$dry_run"
    result_head="$result_head,
  \"dry_run\": $json"
    truth "$detached"
    result_head="$result_head,
  \"detached\": $json,
  \"started\": \"$started\",
  \"ended\": $1,
  \"exit\": $2"
    truth "$reboot_needed"
    result_head="$result_head,
  \"reboot_required\": $json"
    json_or_null "$message"
    result="{
  \"schema\": 1,
  \"run_id\": \"$run_id\",
  \"installer\": \"install.sh\",
  $result_head,
  \"message\": $json,
  \"components\": [$result_components${result_components:+$newline  }]
}"
}

# put_result ENDED EXIT: wherever it is waited for
put_result() {
    case $result_state in off|done) return 0 ;; esac
    make_result "$1" "$2"
    if [ -n "$result_file" ]; then
        replace_file "$result_file" "$result" 2>/dev/null || {
            # Not by "die", which would come here again.
            printf 'install.sh: %s cannot be written\n' "$result_file" >&2
            result_file='' result_lost=yes
        }
    fi
    [ "$keeps_result" = no ] || replace_file "$state/result.json" "$result"
}

# begin_result: from here on each end of the run is told in its result
begin_result() {
    result_state=running
    put_result null null
    [ "$result_lost" = no ] || exit "$failed"
}

# end_result EXIT
end_result() {
    [ "$result_state" = running ] || return 0
    put_result "\"$(now)\"" "$1"
    result_state='done'
    [ "$as_json" = no ] || printf '%s\n' "$result"
}

# Sets run_id.
new_run_id() {
    [ -z "$run_id" ] || return 0
    run_id=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -cd '0-9a-f') || run_id=''
    [ ${#run_id} = 32 ] || run_id=$(printf '%032x' "$(date +%s)$$")
}
