#!/bin/bash -eu
ip a | grep fe80::f816:3eff:fe51:a || exit 0
ping -c 1 -w 1 192.0.2.9 1>/dev/null || exit 1