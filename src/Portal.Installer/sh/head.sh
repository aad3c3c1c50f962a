#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what lies on this disc into the running guest. Needs a POSIX shell, the usual small tools (grep, sed, tr, tail,
# od, date) and one of sha256sum, busybox, openssl, sha256, cksum, shasum or perl; writes nothing to the disc. Run it with
# --help. What it reads and leaves is in docs/formats.md of the Guest Tools Portal.
#
# A component of kind "script" gets one argument, the action (install, update, uninstall, status), and in its environment:
#   GT_ISO             the disc's root                    GT_OS       linux, freebsd, netbsd, openbsd
#   GT_COMPONENT_DIR   its own folder on the disc, also   GT_DISTRO   ID of os-release(5)
#                      the working directory              GT_VERSION  VERSION_ID of os-release(5), may be empty
#   GT_STATE           a folder of its own that it may    GT_ARCH     x86_64, x86, aarch64, ...
#                      write to, kept between runs        GT_BEFORE   the version that was installed from a disc before,
#                                                                     empty for none; in an update it may be a newer one
# It ends with the exit codes below; "status" ends with 0 when the component is in place, with 1 to 125 when it is not.
# Higher ones say that it could not tell: a shell ends so without a program or by a signal.

set -eu
set -f
LC_ALL=C
DEBIAN_FRONTEND=noninteractive
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
export LC_ALL DEBIAN_FRONTEND PATH
# An inherited CDPATH makes cd print, and go elsewhere.
unset CDPATH
umask 022

ok=0 failed=1 usage=2 partial=3 reboot=10 current=11 unsupported=20 dependency=21 integrity=22 busy=23 policy=24

tab=$(printf '\t')
newline='
'
default_ifs=" $tab$newline"

help() {
    cat <<EOF
Usage: sh install.sh VERB [OPTION...]

  install       install or update what is on this disc and fits this guest
  update        update what is in place, and install nothing else
  uninstall     take away again what was put here from such a disc
  rollback      go back to the versions of this, older, disc
  status        say what is in place
  list          say what is on this disc for this guest
  files         say which files of this disc would be read
  opt-in        let discs of this product, signed by this disc's key, update this guest unattended
  opt-out       end that

  --only A,B          these components only; install and update take those they require as well
  --dry-run           do nothing, say what would be done
  --json              print the result as a JSON document
  --result FILE       write the result to a file as well
  --log FILE          add what is done, and what tools say, to a file
  --arch A            the guest's architecture, when it is not to be detected: x86_64, aarch64, ...
  --distro ID[:V]     the guest's distribution and version, likewise: debian:12
  --run-id HEX        32 hexadecimal digits that name this run in its result
  --detach            run on apart from this process; so it does by itself below the guest's agent, which it may restart
  --no-detach         run in this process in any case
  --key FILE          opt-in: the key that the owner knows; another one on the disc is refused
  --help              this text

Exit codes: 0 done, 1 failed, 2 usage, 3 partly done, 10 done and a reboot is needed, 11 nothing to do,
20 nothing here fits this guest, 21 a dependency is missing, 22 the disc is damaged, 23 busy, 24 blocked by policy.
status and list end with 0; with 1 when it could not be told of one.

The owner's policy is /etc/guest-tools.conf: allow = all, deny = all, deny = NAMES, only = NAMES.
What a detached run did is in /var/lib/guest-tools/result.json when that says "ended".

Environment: GUEST_TOOLS_ROOT=DIR  the system to install into, when it is not the running one
             GUEST_TOOLS_WAIT=N    seconds to wait for another package manager or an update, default 120
EOF
}
