#!/bin/bash -eu
ip a | grep fe80::f816:3eff:fe51:b || exit 0
ping6 -c 1 -w 1 2001:DB8:100:0::1 1>/dev/null || exit 1