# shellcheck shell=bash
# shellcheck disable=SC2154  # $work and $examples are demo.sh's
# Fetches real guest tools and makes components of them, without root. Sourced by demo.sh, which sets $work, $examples.
# Leaves $work/components/NAME/first, and for the one component that the second release changes, NAME/second.

# Component, the project it belongs to, and the Debian packages that go with the one of its own name.
debian_components='
qemu-guest-agent   qemu    liburing2 libnuma1
spice-vdagent      spice
hyperv-daemons     linux
cloud-guest-utils  cloud
'

# What could not be had, for the last words.
missing=()

# apt with folders of its own: no root, no lock of the system's, and the system's own package lists stay as they are.
apt_folders() {
    mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
    : >"$work/apt/status"
    cat >"$work/apt/apt.conf" <<CONF
Dir::State "$work/apt";
Dir::State::lists "$work/apt/lists";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt";
Dir::Cache::archives "$work/apt/archives";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
DPkg::Post-Invoke-Success "";
CONF
    export APT_CONFIG=$work/apt/apt.conf
}

# versions_of PACKAGE: every version the package sources offer, oldest first
versions_of() {
    local version sorted=() i
    for version in $(apt-cache madison "$1" | awk -F'|' '{ gsub(/ /, "", $2); print $2 }' | sort -u); do
        for ((i = ${#sorted[@]}; i > 0; i--)); do
            if dpkg --compare-versions "$version" gt "${sorted[i - 1]}"; then break; fi
            sorted[i]=${sorted[i - 1]}
        done
        sorted[i]=$version
    done
    printf '%s\n' ${sorted[@]+"${sorted[@]}"}
}

# changes_of DEB PACKAGE: the newest entry of its changelog, as the lines of a YAML block
changes_of() {
    local log=usr/share/doc/$2/changelog.Debian.gz
    { dpkg-deb --fsys-tarfile "$1" | tar -xO "./$log" 2>/dev/null | gzip -dc 2>/dev/null || true; } |
        LC_ALL=C awk '/^ -- / { over = 1 } !over && NR == 40 { print "  - and more"; over = 1 } !over && NR > 1 && NF { gsub(/[\001-\037\177]/, " "); print "  " substr($0, 3) }'
}

# make_debian first|second COMPONENT VERSION: downloads it with $packages and completes a copy of the example with them
make_debian() {
    local folder=$work/components/$2/$1 part=$work/components/$2/$1.part component=$2 version=$3 deb changes
    if [ -d "$folder" ]; then return 0; fi
    rm -rf "$part"
    mkdir -p "$(dirname "$part")"
    cp -R "$examples/$component" "$part"
    mkdir -p "$part/linux"
    # shellcheck disable=SC2086 # a list of words
    (cd "$part/linux" && apt-get -qq download "$component=$version" $packages) || die "apt-get could not download $component $version"
    deb=$(find "$part/linux" -name "${component}_*.deb")
    dpkg-deb --fsys-tarfile "$deb" | tar -xO "./usr/share/doc/$component/copyright" >"$part/copyright" || die "there is no copyright in $deb"
    changes=$(changes_of "$deb" "$component")
    sed -i -e '/^#/d' -e "s|^version:.*|version: \"$version\"|" "$part/component.yaml"
    if [ -n "$changes" ]; then printf 'changes: |\n%s\n' "$changes" >>"$part/component.yaml"; fi
    mv "$part" "$folder"
}

fetch_debian() {
    local component packages versions offered
    for tool in apt-get apt-cache dpkg dpkg-deb; do
        if ! command -v "$tool" >/dev/null; then
            miss "the Debian packages (there is no $tool here)"
            return 0
        fi
    done
    apt_folders
    if ! apt-get -qq update >"$work/apt/update.log" 2>&1; then
        sed 's/^/    /' "$work/apt/update.log" | tail -n 3 >&2
        miss "the Debian packages (no package source could be read; all it said is in $work/apt/update.log)"
        return 0
    fi
    while read -r component _ packages; do
        if [ -z "$component" ]; then continue; fi
        mapfile -t versions < <(versions_of "$component")
        offered=${#versions[@]}
        if [ "$offered" -eq 0 ] || [ -z "${versions[0]}" ]; then
            miss "$component (this machine's package sources do not offer it)"
            continue
        fi
        # Two versions of one component make the story: the second release has the newer one.
        if [ "$offered" -gt 1 ] && { [ ! -s "$work/changing" ] || [ "$(cat "$work/changing")" = "$component" ]; }; then
            make_debian first "$component" "${versions[0]}"
            make_debian second "$component" "${versions[-1]}"
            printf '%s\n' "$component" >"$work/changing"
        else
            make_debian first "$component" "${versions[-1]}"
        fi
        say "  $component $(version_of "$work/components/$component/first")$(second_of "$component")"
    done <<<"$debian_components"
}

# second_of COMPONENT: " and VERSION" where there is a second one
second_of() {
    if [ -d "$work/components/$1/second" ]; then printf ' and %s' "$(version_of "$work/components/$1/second")"; fi
}

# The signed programs for Windows: a NuGet package, and Debian's boot loader.
fetch_windows() {
    local folder=$work/components/windows-sample/first part=$work/components/windows-sample/first.part package root
    if [ -d "$folder" ]; then return 0; fi
    rm -rf "$part" "$work/nuget"
    mkdir -p "$part" "$work/nuget"
    cp "$examples/windows-sample/component.yaml" "$examples/windows-sample/install.cmd" "$part/"
    mkdir -p "$part/windows" "$part/licenses"
    cp "$examples/windows-sample/fetch.proj" "$work/nuget/"
    if ! (cd "$work/nuget" && dotnet restore fetch.proj -v quiet -nologo) >"$work/nuget/log" 2>&1 </dev/null; then
        miss "windows-sample (dotnet restore failed; all it said is in $work/nuget/log)"
        return 0
    fi
    root=$(cd "$work/nuget" && dotnet msbuild fetch.proj -nologo -getProperty:NuGetPackageRoot </dev/null)
    package=${root%/}/system.diagnostics.eventlog/$(version_of "$part")
    cp "$package"/runtimes/win/lib/net10.0/*.dll "$part/windows/" || die "the package $package is not what was expected"
    cp "$package"/*.TXT "$part/licenses/"
    # The files of a package may carry any mode; on a disc they are all alike.
    chmod -R u=rwX,go=rX "$part"
    if [ -n "${APT_CONFIG:-}" ] && (cd "$work/nuget" && apt-get -qq download shim-signed) 2>/dev/null; then
        dpkg-deb --fsys-tarfile "$work"/nuget/shim-signed_*.deb | tar -xO ./usr/lib/shim/shimx64.efi.signed >"$part/windows/shimx64.efi"
        dpkg-deb --fsys-tarfile "$work"/nuget/shim-signed_*.deb | tar -xO ./usr/share/doc/shim-signed/copyright >"$part/licenses/shim"
    else
        # Its license is in no file then.
        sed -i 's/^license:.*/license: MIT/' "$part/component.yaml"
        miss "the signed boot loader in windows-sample (no shim-signed package)"
    fi
    mv "$part" "$folder"
    say "  windows-sample $(version_of "$folder")"
}

# The component that needs nothing from anywhere; where nothing else has two versions, it is packaged a second time.
copy_sources() {
    local folder=$work/components/virtio-list
    if [ ! -d "$folder/first" ]; then
        mkdir -p "$folder"
        cp -R "$examples/virtio-list" "$folder/first.part"
        mv "$folder/first.part" "$folder/first"
    fi
    if [ ! -s "$work/changing" ]; then
        rm -rf "$folder/second.part"
        cp -R "$examples/virtio-list" "$folder/second.part"
        sed -i 's/^version:.*/version: "1.0-2"/' "$folder/second.part/component.yaml"
        printf 'changes: |\n  - packaged anew: no package source offered two versions of another component\n' \
            >>"$folder/second.part/component.yaml"
        mv "$folder/second.part" "$folder/second"
        printf 'virtio-list\n' >"$work/changing"
    fi
    say "  virtio-list $(version_of "$folder/first")$(second_of virtio-list)"
}

miss() {
    missing+=("$1")
    say "  not to be had: $1"
}

# version_of FOLDER: what its manifest says
version_of() {
    sed -n 's/^version: *"\{0,1\}\([^"]*\)"\{0,1\} *$/\1/p' "$1/component.yaml"
}

fetch_all() {
    if [ -e "$work/components/complete" ]; then
        say "  as fetched before: $work/components (remove it to fetch anew)"
        return 0
    fi
    mkdir -p "$work/components"
    fetch_debian
    fetch_windows
    copy_sources
    if [ ${#missing[@]} -eq 0 ]; then : >"$work/components/complete"; fi
}
