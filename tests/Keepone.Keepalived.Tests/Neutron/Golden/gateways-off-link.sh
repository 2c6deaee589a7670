#!/bin/bash -eu
ip a | grep fe80::f816:3eff:fe51:a || exit 0
ping -c 1 -w 1 192.0.2.1 1>/dev/null || exit 1
ping -c 1 -w 1 198.51.100.0 1>/dev/null || exit 1
ping -c 1 -w 1 198.51.100.255 1>/dev/null || exit 1
ping -c 1 -w 1 198.51.100.20 1>/dev/null || exit 1
ping -c 1 -w 1 198.51.100.21 1>/dev/null || exit 1
ping -c 1 -w 1 198.51.100.20 1>/dev/null || exit 1
ping -c 1 -w 1 198.51.100.1 1>/dev/null || exit 1
ping6 -c 1 -w 1 2001:db8:100:: 1>/dev/null || exit 1
ping6 -c 1 -w 1 fe80::1 1>/dev/null || exit 1
ping6 -c 1 -w 1 2001:db8::1 1>/dev/null || exit 1