#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Uploads a component from anywhere that has a shell, tar and curl.
#
#   GTP_URL=https://tools.example.org GTP_TOKEN=gtp_... sh upload.sh FOLDER PROJECT
#
# FOLDER holds component.yaml, which names the component and its version. The token is that of a robot with the role
# project-uploader for PROJECT; keep it where your build server keeps secrets. The same content again is a success, other
# content under the same version is not: raise the version.
set -eu

if [ $# -ne 2 ] || [ ! -f "$1/component.yaml" ]; then
    echo 'usage: upload.sh FOLDER PROJECT, where FOLDER has a component.yaml' >&2
    exit 2
fi
: "${GTP_URL:?is not set: the address of the portal}" "${GTP_TOKEN:?is not set: the token of a robot}"

# field NAME: a value of the manifest, without quotes and comment
field() {
    sed -n "s/^$1:[[:space:]]*[\"']\{0,1\}\([^\"'#[:space:]]*\).*/\1/p" "$folder/component.yaml" | head -n 1
}

folder=$1 project=$2
component=$(field component)
version=$(field version)
if [ -z "$component" ] || [ -z "$version" ]; then
    echo "upload.sh: $folder/component.yaml does not begin lines with 'component:' and 'version:'" >&2
    exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tar -czf "$scratch/component.tar.gz" -C "$folder" .

# The digest lets the portal refuse what was damaged on the way. The token goes by a file that only we can read: the
# command line of curl is everybody's to see.
digest=$(openssl dgst -sha256 -binary "$scratch/component.tar.gz" | openssl base64 -A)
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$GTP_TOKEN" >"$scratch/curl.conf")
status=$(curl -sS --retry 5 --retry-connrefused -K "$scratch/curl.conf" -o "$scratch/answer" -w '%{http_code}' \
    -H "Repr-Digest: sha-256=:$digest:" -T "$scratch/component.tar.gz" \
    "$GTP_URL/api/v1/components/$component/versions/$version?project=$project")
case $status in
    201) echo "Published $component $version" ;;
    200) echo "Already published: $component $version" ;;
    *)
        # A problem document, with every finding at once.
        cat "$scratch/answer" >&2
        printf '\nupload.sh: %s %s was not published (%s)\n' "$component" "$version" "$status" >&2
        exit 1
        ;;
esac
