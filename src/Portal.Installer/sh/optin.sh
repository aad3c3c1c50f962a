
# --- unattended updates ------------------------------------------------------
# The owner opts in once. What is installed then is the starter that lies on this disc, the key that signs such discs, and
# something that calls the starter when a disc comes in. No later disc replaces them.

starter_folder() {
    starter="$state/starter"
    rule_file="$root/etc/udev/rules.d/99-guest-tools.rules"
    unit_file="$root/etc/systemd/system/guest-tools-starter@.service"
    cron_file="$root/etc/cron.d/guest-tools"
}

# key_id FILE: prints the SHA-256 of a public key, as the portal shows it
key_id() {
    openssl rsa -pubin -in "$1" -outform DER 2>/dev/null | openssl dgst -sha256 | sed -e 's/.*[ =]//'
}

opt_in() {
    starter_folder
    command -v openssl >/dev/null 2>&1 ||
        die "$unsupported" 'there is no openssl here, so a disc could not be verified: nothing is run unattended'
    needed="installer/starter.sh${newline}guest-tools/disc-key.pem"
    patterns="  installer/starter.sh$newline  guest-tools/disc-key.pem"
    check_listed
    disc_key="$iso/guest-tools/disc-key.pem"
    openssl dgst -sha256 -verify "$disc_key" -signature "$sums.sig" "$sums" >/dev/null 2>&1 ||
        die "$integrity" 'guest-tools/SHA256SUMS is not signed by the key on this disc: the disc is damaged or was altered'
    id=$(key_id "$disc_key")
    if [ -n "$key_file" ] && [ "$(key_id "$key_file")" != "$id" ]; then
        die "$integrity" "this disc is signed by the key $id, which is not the one in $key_file"
    fi
    prefix=$(grep '^  "volumeId": "' "$iso/guest-tools/release.json" | sed -e 's/^  "volumeId": "//' -e 's/_[0-9].*//' -e 's/".*//')
    case $prefix in ''|*[!A-Z0-9_]*) die "$integrity" 'guest-tools/release.json has no volume id that a disc can be found by' ;; esac
    if [ "$dry_run" = yes ]; then
        printf 'would let discs of %s, signed by the key %s, update this guest\n' "$product" "$id"
        end_result "$ok"
        exit "$ok"
    fi
    take_lock
    mkdir -p "$starter/keys"
    chmod 700 "$starter"
    replace_file "$starter/keys/$id.pem" "$(cat "$disc_key")"
    replace_file "$starter/product" "$product"
    replace_file "$starter/label" "$prefix"
    # What is here now is the oldest that will be taken.
    [ -s "$starter/newest" ] || replace_file "$starter/newest" "$release_rank"
    replace_file "$starter/starter.sh" "$(cat "$iso/installer/starter.sh")"
    add_trigger
    printf 'Discs of %s, signed by this key, now update this guest unattended:\n  %s\nCompare it with the one on the pages of your portal. To end it: sh install.sh opt-out\n' \
        "$product" "$id"
    [ -n "$trigger" ] || printf 'Nothing here can call it when a disc comes in. Have it called, as root: sh %s/starter.sh\n' "$starter"
    end_result "$ok"
    exit "$ok"
}

# Sets trigger to what calls the starter.
add_trigger() {
    trigger=''
    if [ -d "$root/etc/systemd/system" ] && [ -d "$root/etc/udev/rules.d" ]; then
        replace_file "$unit_file" "[Unit]
Description=Guest tools from the disc in %I
ConditionPathExists=$state/starter/starter.sh

[Service]
Type=oneshot
ExecStart=/bin/sh $state/starter/starter.sh /dev/%I"
        replace_file "$rule_file" "# The label only finds the disc: the starter verifies it by the key that the owner opted in to.
ACTION==\"add|change\", SUBSYSTEM==\"block\", KERNEL==\"sr*\", ENV{ID_FS_LABEL}==\"$prefix*\", TAG+=\"systemd\", ENV{SYSTEMD_WANTS}+=\"guest-tools-starter@\$kernel.service\""
        trigger=udev
        if [ -z "$root" ]; then
            systemctl daemon-reload >/dev/null 2>&1 || :
            udevadm control --reload >/dev/null 2>&1 || :
        fi
    elif [ -d "$root/etc/cron.d" ]; then
        replace_file "$cron_file" "*/5 * * * * root sh $state/starter/starter.sh >/dev/null 2>&1"
        trigger=cron
    fi
}

opt_out() {
    starter_folder
    if [ "$dry_run" = yes ]; then
        exit "$ok"
    fi
    code=$current
    [ ! -e "$starter" ] || code=$ok
    # First what calls it, so that nothing begins any more.
    rm -f "$rule_file" "$unit_file" "$cron_file"
    if [ -z "$root" ] && [ -d /run/systemd/system ]; then
        systemctl daemon-reload >/dev/null 2>&1 || :
        udevadm control --reload >/dev/null 2>&1 || :
    fi
    [ ! -d "$starter" ] || stop_starter
    rm -rf "$starter"
    exit "$code"
}

# stop_starter: takes the starter's own lock, so that one that is at work ends and none begins; and takes its disc away. What
# lies on a disc that is mounted there must not be removed with the folder.
stop_starter() {
    waited=0
    until mkdir "$starter/lock" 2>/dev/null; do
        holder=''
        # Between its folder and its number another one may need a moment; without one it was killed there.
        [ -s "$starter/lock/pid" ] || sleep 1
        [ ! -r "$starter/lock/pid" ] || IFS= read -r holder <"$starter/lock/pid" || :
        if [ -z "$holder" ] || ! kill -0 "$holder" 2>/dev/null; then
            break
        fi
        [ "$waited" -lt "$wait_seconds" ] ||
            die "$busy" "an update is at work (process $holder); no other one begins. Opt out again when it has ended"
        sleep 1
        waited=$((waited + 1))
    done
    mkdir -p "$starter/lock"
    printf '%s\n' "$$" >"$starter/lock/pid"
    umount "$starter/disc" 2>/dev/null || :
    # Nothing but an empty folder goes: what is still mounted stops here.
    if [ -d "$starter/disc" ] && ! rmdir "$starter/disc" 2>/dev/null; then
        rm -rf "$starter/lock"
        die "$busy" "a disc is still in use in $starter/disc; no update begins. Opt out again when it is free"
    fi
}
