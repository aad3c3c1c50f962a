# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034  # shares its variables with ./run and with the two files beside it
# "./run demo": the whole story with real packages. Sourced by ./run, which builds and sets $repository.

product=guest-tools

demo_usage() {
    cat <<'USAGE'
Usage: ./run demo [--virtio-win FILE] [--data DIR] [--port N] [--once]

Plays the whole story on a portal of its own and keeps serving it until Ctrl-C: fetches real guest tools, uploads each as
its upstream would, makes two signed releases that differ in one component, and verifies them as a distro would. Needs no
root and no portal; nothing of yours is touched. Run again it goes on with what is there.

  --virtio-win FILE   import this ISO of Windows drivers as well, and make a product of them
  --data DIR          where everything is kept (default: artifacts/demo beside this script)
  --port N            where to listen (default: the first free one from 8080 on)
  --once              end when all is verified
USAGE
}

say() { printf '%s\n' "$*"; }

# step NAME: what is being done; a failure names it
step() {
    current_step=$1
    say
    say "== $1 ($SECONDS s)"
}

die() {
    told=true
    printf '\ndemo: failed at "%s": %s\n' "$current_step" "$1" >&2
    exit 1
}

# However the demo ends: the portal ends with it, and a failure is never silent.
# shellcheck disable=SC2317,SC2329  # the trap calls it
on_exit() {
    local status=$?
    trap - EXIT INT TERM HUP
    if [ -n "$portal" ]; then
        kill -TERM "$portal" 2>/dev/null || true
        wait "$portal" 2>/dev/null || true
    fi
    if [ "$status" -ne 0 ] && [ "$status" -lt 128 ] && ! $told; then
        printf '\ndemo: failed at "%s": a command of it ended with %s\n' "$current_step" "$status" >&2
        if [ -s "$work/last.log" ]; then tail -n 5 "$work/last.log" >&2; fi
    fi
    exit "$status"
}

read_demo_arguments() {
    virtio_win='' work=$repository/artifacts/demo port='' once=false
    while [ $# -gt 0 ]; do
        case $1 in
            --virtio-win | --data | --port)
                if [ $# -lt 2 ] || [ -z "$2" ]; then wrong_demo "$1 needs a value."; fi
                case $1 in
                    --virtio-win) virtio_win=$2 ;;
                    --data) work=$2 ;;
                    --port) port=$2 ;;
                esac
                shift
                ;;
            --once) once=true ;;
            -h | --help | help)
                demo_usage
                exit 0
                ;;
            *) wrong_demo "Unknown argument '$1'." ;;
        esac
        shift
    done
    case $work in /*) ;; *) work=$PWD/$work ;; esac
    case $virtio_win in '' | /*) ;; *) virtio_win=$PWD/$virtio_win ;; esac
    if [ -n "$virtio_win" ] && [ ! -r "$virtio_win" ]; then wrong_demo "There is no file '$virtio_win'."; fi
    case $port in
        *[!0-9]* | ??????*) wrong_demo "--port is a number up to 65535, not '$port'." ;;
    esac
}

wrong_demo() {
    printf '%s See ./run demo --help.\n' "$1" >&2
    exit 2
}

announce() {
    say "The demo: a portal of its own, real guest tools, two signed releases, everything verified."
    say
    say "It takes about 3 minutes the first time and 1 minute when run again, on two cores with nothing else to do:"
    say
    say "  1. builds the portal and gtp                        2 minutes the first time, then 10 s"
    say "  2. fetches the packages, about 15 MB                20 s the first time, then nothing"
    say "  3. uploads each as its own project's robot would    20 s"
    say "  4. makes two releases, fetches and verifies them    20 s"
    if [ -n "$virtio_win" ]; then
        say "  5. imports $(basename "$virtio_win"), makes a product of it; about 1 minute for each 300 MB"
    fi
    say
    say "Everything is kept in $work; remove that folder and the demo is gone."
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

choose_port() {
    if [ -n "$port" ]; then
        is_free "$port" || die "something listens on port $port already; choose another by --port"
        return 0
    fi
    for port in {8080..8179}; do
        if is_free "$port"; then return 0; fi
    done
    die "no port from 8080 to 8179 is free; choose one by --port"
}

# A secret of this demo's own, kept with it and readable by nobody else.
secret() {
    local file=$work/secrets/$1
    if [ ! -s "$file" ]; then
        od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$file.new"
        mv "$file.new" "$file"
    fi
    cat "$file"
}

start_portal() {
    url=http://127.0.0.1:$port
    # Nothing of the caller's own portal may leak in.
    unset ConnectionStrings__Portal GTP_URL GTP_TOKEN ASPNETCORE_HTTP_PORTS ASPNETCORE_ENVIRONMENT DOTNET_ENVIRONMENT
    admin_token=$(secret administrator)
    # In its own folder, where it finds wwwroot; exec, so that the signal below reaches it.
    (
        cd -- "$repository/src/Portal.Web" || exit
        PORTAL_DATA=$work/portal PORTAL_ADMIN_TOKEN=$admin_token ASPNETCORE_URLS=$url \
            exec dotnet bin/Release/net10.0/Portal.Web.dll
    ) >"$work/portal.log" 2>&1 </dev/null &
    portal=$!
    for _ in {1..240}; do
        if [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/health/ready")" = 200 ]; then
            say "  $url"
            return 0
        fi
        if ! kill -0 "$portal" 2>/dev/null; then
            tail -n 20 "$work/portal.log" >&2
            die "the portal ended at its start; all it said is in $work/portal.log"
        fi
        sleep 0.25
    done
    die "the portal was not ready within a minute; all it said is in $work/portal.log"
}

# gtp_as TOKEN ARGUMENT...: the command line, as somebody
gtp_as() {
    local token=$1
    shift
    GTP_URL=$url GTP_TOKEN=$token XDG_CONFIG_HOME=$work/secrets/config dotnet "$gtp_program" "$@"
}

# admin ARGUMENT...: as the administrator
admin() { gtp_as "$admin_token" "$@"; }

# once_only ARGUMENT...: makes something as the administrator; that it is there already is fine (exit code 5)
once_only() {
    local status=0
    admin "$@" >"$work/last.log" 2>&1 || status=$?
    case $status in
        0 | 5) ;;
        *)
            cat "$work/last.log" >&2
            die "gtp $* ended with $status"
            ;;
    esac
}

# project PROJECT TITLE: the project, its robot and the robot's token; made once, and again when that has expired
project() {
    local file=$work/secrets/$1-ci
    if [ -s "$file" ] && gtp_as "$(cat "$file")" whoami >/dev/null 2>&1; then return 0; fi
    once_only project create "$1" --title "$2"
    once_only robot create "$1-ci" --grant "project-uploader:$1"
    admin token create demo --robot "$1-ci" --days 30 2>"$work/last.log" >"$file.new" || die "no token for the robot $1-ci"
    mv "$file.new" "$file"
}

# push FOLDER PROJECT
push() {
    gtp_as "$(cat "$work/secrets/$2-ci")" component push "$1" --project "$2" >"$work/last.log" 2>&1 || {
        cat "$work/last.log" >&2
        die "the portal did not take $1"
    }
    sed -n 's/, digest.*//; s/^/  /p' "$work/last.log"
}

project_of() {
    case $1 in
        windows-sample) printf 'windows\n' ;;
        virtio-list) printf 'virtio-tools\n' ;;
        *) awk -v name="$1" '$1 == name { print $2 }' <<<"$debian_components" ;;
    esac
}

title_of() {
    case $1 in
        qemu) printf 'QEMU\n' ;;
        spice) printf 'SPICE\n' ;;
        linux) printf 'Linux kernel\n' ;;
        cloud) printf 'Cloud utilities\n' ;;
        windows) printf 'Samples for Windows\n' ;;
        virtio-tools) printf 'Virtio tools\n' ;;
        *) printf '%s\n' "$1" ;;
    esac
}

upload_all() {
    local folder name
    for folder in "$work"/components/*/first; do
        name=$(basename "$(dirname "$folder")")
        project "$(project_of "$name")" "$(title_of "$(project_of "$name")")"
        push "$folder" "$(project_of "$name")"
    done
    changing=$(cat "$work/changing")
    push "$work/components/$changing/second" "$(project_of "$changing")"
}

# release_state PRODUCT VERSION: empty where there is none
release_state() { { admin release show "$1" "$2" 2>/dev/null || true; } | sed -n 's/^state: *//p'; }

# release PRODUCT VERSION PIN...: makes it, or waits for what an earlier run began
release() {
    local name=$1 version=$2 state
    shift 2
    state=$(release_state "$name" "$version")
    if [ -z "$state" ]; then
        admin release create "$name" "$version" "$@" --wait >"$work/last.log" 2>&1 || {
            cat "$work/last.log" >&2
            die "the release $name $version was not made"
        }
        state=$(release_state "$name" "$version")
    fi
    for _ in {1..300}; do
        case $state in
            ready)
                say "  $name $version is ready"
                return 0
                ;;
            failed) admin release rerun "$name" "$version" >/dev/null 2>&1 || die "the release $name $version has failed" ;;
            withdrawn | removed) die "the release $name $version is $state" ;;
        esac
        sleep 1
        state=$(release_state "$name" "$version")
    done
    die "the release $name $version is still $state after five minutes"
}

make_releases() {
    local folder name version recipe=() first=() second=()
    for folder in "$work"/components/*/first; do
        name=$(basename "$(dirname "$folder")")
        version=$(version_of "$folder")
        recipe+=(--component "$name:>=$version")
        first+=(--pin "$name=$version")
        if [ "$name" = "$changing" ]; then version=$(version_of "$work/components/$name/second"); fi
        second+=(--pin "$name=$version")
    done
    once_only product create "$product" --title "Guest Tools" "${recipe[@]}"
    release "$product" 1.0 "${first[@]}"
    release "$product" 1.1 "${second[@]}"
}

# components_in VERSION: "name version", sorted
components_in() { admin release show "$product" "$1" | sed -n 's/^  //p' | sort; }

tell_difference() {
    local before after
    before=$(components_in 1.0)
    after=$(components_in 1.1)
    difference=$(diff <(printf '%s\n' "$before") <(printf '%s\n' "$after") | grep '^[<>]') || true
    if [ "$(grep -c '^<' <<<"$difference")" != 1 ] || [ "$(grep -c '^>' <<<"$difference")" != 1 ]; then
        die "the releases were to differ in one component and differ in: $difference"
    fi
    say "  1.0 -> 1.1: $(sed -n 's/^< //p' <<<"$difference") -> $(sed -n 's/^> [^ ]* //p' <<<"$difference")"
}

# virtio-win-0.1.271.iso is release 0.1.271; a file that is called otherwise is 1.0
virtio_win_version() {
    local version
    version=$(basename "$virtio_win" | sed -n 's/^virtio-win[-_]\([0-9][0-9A-Za-z.-]*\)\.iso$/\1/p')
    printf '%s\n' "${version:-1.0}"
}

import_virtio_win() {
    local name recipe=() pins=() version
    project virtio-win "Windows drivers for virtio"
    gtp_as "$(cat "$work/secrets/virtio-win-ci")" component import "$virtio_win" --out "$work/virtio-win" --force --push --project virtio-win \
        >"$work/imported" 2>"$work/last.log" || {
        cat "$work/last.log" >&2
        die "$virtio_win was not imported"
    }
    sed 's/^/  /' "$work/last.log"
    while IFS=$'\t' read -r name version _; do
        say "  $name $version"
        recipe+=(--component "$name:>=$version")
        pins+=(--pin "$name=$version")
    done <"$work/imported"
    if [ ${#recipe[@]} -eq 0 ]; then die "no component was found on $virtio_win"; fi
    once_only product create virtio-win --title "Windows drivers for virtio" "${recipe[@]}"
    release virtio-win "$(virtio_win_version)" "${pins[@]}"
    verify virtio-win "$(virtio_win_version)"
}

# A link for whoever ran this, good once; the administrator can always make another.
sign_in_link() {
    local path
    path=$(curl -fsS -X POST -H @- "$url/api/v1/accounts/admin/sign-in-link" <<<"Authorization: Bearer $admin_token" |
        sed -n 's/.*"path": *"\([^"]*\)".*/\1/p')
    [ -n "$path" ] || die "the portal made no sign-in link"
    printf '%s%s\n' "$url" "$path"
}

conclude() {
    local one
    say
    for one in ${missing[@]+"${missing[@]}"}; do say "Went on without $one."; done
    for one in ${skipped[@]+"${skipped[@]}"}; do say "Not checked: $one."; done
    say "Done in $SECONDS s."
    say
    say "  The portal              $url/"
    say "  The newest release      $url/products/$product/releases/1.1"
    say "  All there is to fetch   $url/download/$product/"
    say
    say "  Sign in as the administrator, good once, for 15 minutes:"
    say "  $(sign_in_link)"
    say
    say "Try what this disc would do in a guest like this machine; it only looks:"
    say
    say "  xorriso -osirrox on -indev $work/download/$product-1.1/$product-1.1.iso -extract / $work/disc &&"
    say "  sh $work/disc/install.sh list"
}

demo_main() {
    local needed
    read_demo_arguments "$@"
    examples=$repository/examples portal='' told=false current_step=Preparations
    trap on_exit EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    announce
    for needed in curl od awk sed; do
        command -v "$needed" >/dev/null || die "$needed is needed; install it with your package manager"
    done
    need_tools
    umask 022
    mkdir -p "$work/secrets/config"
    chmod 0700 "$work/secrets"
    choose_port

    step "Build"
    build_program src/Portal.Web
    build_program src/Portal.Cli
    gtp_program=$repository/src/Portal.Cli/bin/Release/net10.0/gtp.dll
    step "Fetch guest tools"
    fetch_all
    step "Start the portal"
    start_portal
    step "Upload"
    upload_all
    step "Make two releases"
    make_releases
    tell_difference
    step "Verify"
    verify "$product" 1.0
    verify "$product" 1.1
    if [ -n "$virtio_win" ]; then
        step "Import $(basename "$virtio_win")"
        import_virtio_win
    fi
    conclude
    if $once; then exit 0; fi
    say
    say "Serving until Ctrl-C."
    wait "$portal" || die "the portal has ended by itself; all it said is in $work/portal.log"
}
