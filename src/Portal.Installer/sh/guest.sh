
# --- the guest ---------------------------------------------------------------

# os_release FILE: reads it without running it
os_release() {
    while IFS= read -r line || [ -n "$line" ]; do
        value=${line#*=}
        value=${value#[\"\']}
        value=${value%[\"\']}
        case $line in
            ID=*) distro=$value ;;
            ID_LIKE=*) like=$value ;;
            VERSION_ID=*) version=$value ;;
            NAME=*'CentOS Stream'*) stream=yes ;;
        esac
    done <"$1"
}

# first_number TEXT: sets version to the first number with dots in it
first_number() {
    version=${1#"${1%%[0-9]*}"}
    version=${version%%[!0-9.]*}
}

# Systems from before os-release(5), 2012.
older_release() {
    text=''
    if [ -r "$root/etc/SuSE-release" ]; then
        IFS= read -r text <"$root/etc/SuSE-release" || :
        distro=opensuse
        case $text in *Enterprise*) distro=sles ;; esac
    elif [ -r "$root/etc/redhat-release" ]; then
        IFS= read -r text <"$root/etc/redhat-release" || :
        case $text in
            CentOS*) distro=centos ;;
            Fedora*) distro=fedora ;;
            Scientific*) distro=scientific ;;
            Oracle*) distro=ol ;;
            *) distro=rhel ;;
        esac
    elif [ -r "$root/etc/alpine-release" ]; then
        IFS= read -r text <"$root/etc/alpine-release" || :
        distro=alpine
    elif [ -r "$root/etc/lsb-release" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in
                DISTRIB_ID=Ubuntu) distro=ubuntu ;;
                DISTRIB_ID=*) distro=${line#*=} ;;
                DISTRIB_RELEASE=*) text=${line#*=} ;;
            esac
        done <"$root/etc/lsb-release"
    elif [ -r "$root/etc/debian_version" ]; then
        IFS= read -r text <"$root/etc/debian_version" || :
        distro=debian
    fi
    known_like
    first_number "$text"
}

# ID_LIKE of a distribution that was named by hand, or is too old to name it itself.
known_like() {
    case $distro in
        ubuntu|raspbian|devuan|kali) like=debian ;;
        linuxmint|pop|neon|zorin) like='ubuntu debian' ;;
        rhel|ol|amzn) like='rhel fedora' ;;
        centos|scientific) like='rhel fedora' ;;
        rocky|almalinux) like='rhel centos fedora' ;;
        sles|sled) like=suse ;;
        opensuse*) like='suse opensuse' ;;
        *) like='' ;;
    esac
}

# canonical_arch SPELLING: sets arch
canonical_arch() {
    case $1 in
        x86_64|amd64|x64) arch=x86_64 ;;
        i?86|i86pc|x86) arch=x86 ;;
        aarch64|arm64) arch=aarch64 ;;
        armv7*|armhf|earmv7*|arm) arch=armv7 ;;
        ppc64le|ppc64el) arch=ppc64le ;;
        loongarch64|loong64) arch=loongarch64 ;;
        *) arch=$1 ;;
    esac
}

# The architecture of the programs, which may be narrower than the kernel's.
detect_arch() {
    machine=''
    if command -v dpkg >/dev/null 2>&1; then
        machine=$(run_dpkg --print-architecture 2>/dev/null) || machine=''
    fi
    if [ -z "$machine" ]; then
        machine=$(uname -m)
        case $machine in
            x86_64|amd64)
                [ "$(getconf LONG_BIT 2>/dev/null || :)" != 32 ] || machine=i686 ;;
        esac
    fi
    canonical_arch "$machine"
}

# osinfo's short ids, with and without what comes after the first and the second dot; the first is the guest's own
detect_platforms() {
    name=$distro number=$version
    case $distro in
        alpine) name=alpinelinux ;;
        opensuse-leap) name=opensuse ;;
        opensuse-tumbleweed) name=opensusetumbleweed number='' ;;
        arch) name=archlinux ;;
        centos) [ "$stream" = no ] || name=centos-stream ;;
    esac
    platforms=$name
    case $number in
        '') ;;
        *.*.*)
            minor=${number#*.}
            platforms="$name${number%%.*}.${minor%%.*} $name$number $name${number%%.*}"
            ;;
        *) platforms="$name$number $name${number%%.*}" ;;
    esac
    if [ "$distro" = sles ]; then
        case $number in *.*) platforms="sles${number%%.*}sp${number#*.} $platforms" ;; esac
    fi
    os_id=${platforms%% *}
}

# Sets packages to deb or rpm, whichever the guest's own packages are, or to nothing.
detect_packages() {
    packages=''
    for family in $distro $like; do
        case $family in
            debian|ubuntu|devuan) packages=${packages:-deb} ;;
            rhel|fedora|centos|suse|opensuse*|sles|sled|ol|amzn|scientific|mageia|openeuler) packages=${packages:-rpm} ;;
        esac
    done
    if [ -z "$packages" ] && [ "$os" = linux ]; then
        if [ -s "$root/var/lib/dpkg/status" ]; then
            packages=deb
        elif [ -d "$root/var/lib/rpm" ] || [ -d "$root/usr/lib/sysimage/rpm" ]; then
            packages=rpm
        fi
    fi
}

# Sets secure_boot to true, false or null.
detect_secure_boot() {
    secure_boot=null
    if [ -d "$root/sys/firmware/efi" ]; then
        variable="$root/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
        if [ -r "$variable" ]; then
            # Four bytes of attributes, then the value.
            case $(od -An -tu1 "$variable" 2>/dev/null || :) in
                *1) secure_boot=true ;;
                *0) secure_boot=false ;;
            esac
        fi
    elif [ -d "$root/sys/firmware" ]; then
        secure_boot=false
    fi
}

detect() {
    distro='' like='' version='' stream=no
    kernel=$(uname -r)
    case $(uname -s) in
        Linux) os=linux ;;
        FreeBSD) os=freebsd ;;
        NetBSD) os=netbsd ;;
        OpenBSD) os=openbsd ;;
        *) os=other ;;
    esac
    if [ -r "$root/etc/os-release" ]; then
        os_release "$root/etc/os-release"
    elif [ -r "$root/usr/lib/os-release" ]; then
        os_release "$root/usr/lib/os-release"
    elif [ "$os" = linux ]; then
        older_release
    else
        distro=$os
        first_number "$kernel"
    fi
    if [ -n "$given_distro" ]; then
        if [ "${given_distro%%:*}" != "$distro" ]; then
            distro=${given_distro%%:*} version='' stream=no
            known_like
        fi
        case $given_distro in *:*) version=${given_distro#*:} ;; esac
    fi
    if [ -n "$given_arch" ]; then
        canonical_arch "$given_arch"
    else
        detect_arch
    fi
    detect_platforms
    detect_packages
    detect_secure_boot
}
