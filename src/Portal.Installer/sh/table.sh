
# --- the disc ----------------------------------------------------------------

# row_fits: the conditions of the row that was read
row_fits() {
    case $kind in
        deb|rpm) [ "$kind" = "$packages" ] || return 1 ;;
    esac
    one_of "$row_os" "$os" || return 1
    one_of "$row_distro" "$distro" || return 1
    # shellcheck disable=SC2086 # ID_LIKE is a list of words
    one_of "$row_family" "$distro" $like || return 1
    within "$row_release" "$version" || return 1
    # shellcheck disable=SC2086 # a list of words
    one_of "$row_platform" $platforms || return 1
    # These two are about Windows.
    [ "$row_build" = - ] && [ "$row_edition" = - ] || return 1
    one_of "$row_arch" "$arch"
}

add_to_plan() {
    [ -z "$planned" ] || plan="$plan${plan:+$newline}$planned"
}

# Sets product, release, release_rank, and plan from the table, which was checked. A line of plan is a component, in install
# order, its fields separated by tabs: component, version, rank, downgrade, requires, stage, kind ('-' where nothing fits),
# reboot, files.
read_plan() {
    plan='' planned='' previous='' decided=no
    {
        IFS=$tab read -r name schema product release release_rank _ || schema=''
        [ "$name $schema" = 'install-table 2' ] ||
            die "$unsupported" 'this disc has an install table of another kind; use the install.sh that lies on it'
        IFS= read -r _ || :
        while IFS=$tab read -r _ component component_version rank downgrade stage requires _ kind row_os row_distro row_family \
            row_release row_platform row_build row_edition row_arch _ _ _ _ _ reboot_rule files; do
            fixed="$component$tab$component_version$tab$rank$tab$downgrade$tab$requires$tab$stage"
            if [ "$component" != "$previous" ]; then
                add_to_plan
                previous=$component decided=no
                planned="$fixed$tab-$tab-$tab-"
            fi
            if [ "$decided" = no ] && [ "$kind" != - ] && row_fits; then
                decided=yes
                planned="$fixed$tab$kind$tab$reboot_rule$tab$files"
            fi
        done
    } <"$table"
    add_to_plan
    # As it was checked.
    release_digest=$listed_release
}

# take_line LINE: sets what a line of plan says, and what the state says of the component
take_line() {
    IFS=$tab
    # shellcheck disable=SC2086 # split at the tabs; globbing is off
    set -- $1
    IFS=$default_ifs
    component=$1 component_version=$2 rank=$3 downgrade=$4 requires=$5 stage=$6 kind=$7 reboot_rule=$8 files=$9
    [ "$requires" != - ] || requires=''
    begin_component
}

# each STEP: takes it with every selected component, in the order of plan
each() {
    each_lines=$plan
    IFS=$newline
    for each_line in $each_lines; do
        IFS=$default_ifs
        take_line "$each_line"
        if [ -z "$only" ] || has "$only" , "$component"; then
            # By name and not "$1", so that a checker sees what is called.
            case $1 in
                note_known) note_known ;;
                note_present) note_present ;;
                note_stage) note_stage ;;
                add_requirements) add_requirements ;;
                note_wanted) note_wanted ;;
                list) list_one ;;
                status) status_one ;;
                install|update) install_one ;;
                rollback) rollback_one ;;
                uninstall) uninstall_one ;;
            esac
        fi
        IFS=$newline
    done
    IFS=$default_ifs
}

# add_requirements: to wanted, what the wanted components require
add_requirements() {
    has "$wanted" , "$component" || return 0
    IFS=,
    for required in $requires; do
        if ! has "$wanted" , "$required" && has "$known" ' ' "$required"; then
            wanted="$wanted,$required" grown=yes
        fi
    done
    IFS=$default_ifs
}

note_known() {
    known="$known${known:+ }$component"
}

note_present() {
    if is_present; then
        wanted="$wanted${wanted:+,}$component"
    fi
}

# Sets only to the components that are asked for, empty for all; and, where something is to be installed, wanted to those and
# what they require, empty for all. "update" wants what is in place.
select_components() {
    selected=$only only='' known='' wanted=''
    each note_known
    only=$selected
    IFS=,
    for asked in $only; do
        IFS=$default_ifs
        has "$known" ' ' "$asked" || die "$usage" "there is no component '$asked' on this disc; see: sh install.sh list"
        IFS=,
    done
    IFS=$default_ifs
    case $verb in
        install|files) wanted=$only ;;
        update)
            check_components
            each note_present
            wanted=${wanted:--}
            ;;
        *) return 0 ;;
    esac
    only=''
    grown=yes
    [ -n "$wanted" ] || grown=no
    while [ "$grown" = yes ]; do
        grown=no
        each add_requirements
    done
    # What was asked for and is not wanted is told of.
    [ -z "$selected" ] || only="$selected,$wanted"
}
