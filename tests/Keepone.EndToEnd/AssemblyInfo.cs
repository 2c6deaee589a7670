using Xunit.Sdk;
using Xunit.v3;

// A lab waits most of the time, for keepalived's timers, and measures its own lateness: three at a time are as punctual as one, on two cores.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 3)]
