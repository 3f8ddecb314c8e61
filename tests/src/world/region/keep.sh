#!/bin/sh
# Keeps services for one test process: starts the commands that come on standard input, one per line behind the signal
# that ends them, and ends them and removes FOLDER when the input closes, which the kernel does even for a killed test.
folder=$1
services=
trap '' INT HUP TERM
while read -r signal command; do
    sh -c "exec $command" </dev/null &
    services="$services $signal:$!"
done
for service in $services; do
    kill -s "${service%%:*}" "${service#*:}" 2>/dev/null
done
wait
rm -rf "$folder"
