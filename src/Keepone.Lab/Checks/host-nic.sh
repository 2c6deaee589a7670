#!/bin/sh
# An operator's script for 'where: host': fails when a NIC of the host has no carrier. Its only argument is the NIC's name.
# The NIC that carries the HA network is not visible from the router's namespace: there, everything looks well.
nic=$1
link=$(ip -oneline link show dev "$nic" 2>&1) || {
  echo "cannot look at $nic: $link"
  exit 3
}

case $link in
  *LOWER_UP*)
    echo "$nic has a carrier"
    exit 0
    ;;
  *)
    echo "$nic has no carrier"
    exit 2
    ;;
esac
