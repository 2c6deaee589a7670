using Xunit.Sdk;
using Xunit.v3;

// A lab waits most of the time, for keepalived's timers, and measures its own lateness: two at a time are as punctual as one.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 2)]
