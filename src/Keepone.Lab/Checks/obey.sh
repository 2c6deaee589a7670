#!/bin/sh
# The check of the lab's scenarios: it does what the word in a file of its node says (docs/lab.md, "Checks in the lab").
read -r word < /run/lab/checks/word || exit 3

case $word in
  pass)
    echo "the word is pass"
    exit 0
    ;;
  warn)
    echo "the word is warn"
    exit 1
    ;;
  fail)
    echo "the word is fail"
    exit 2
    ;;
  error)
    echo "the word is error"
    exit 3
    ;;
  broken)
    # What a script with a mistake in it does: a program that is nowhere.
    exit 127
    ;;
  hang)
    # Ignored signals stay ignored over exec (signal(7)): only SIGKILL ends it.
    trap '' TERM
    exec sleep 3600
    ;;
  flap)
    # Another answer every second, on all nodes the same.
    if [ $(($(date +%s) % 2)) -eq 0 ]; then
      echo "the word is flap, and the second is even"
      exit 0
    fi
    echo "the word is flap, and the second is odd"
    exit 2
    ;;
  unkillable)
    # A file system whose server takes requests and answers none: not even SIGKILL ends the wait.
    exec ls /run/lab/checks/dead
    ;;
  *)
    echo "the lab has no word '$word'"
    exit 3
    ;;
esac
