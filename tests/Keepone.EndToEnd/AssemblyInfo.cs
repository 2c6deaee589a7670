using Xunit.Sdk;
using Xunit.v3;

// A lab measures milliseconds on a machine of two cores: nothing may run beside it.
[assembly: Parallelization(Mode = ParallelMode.None)]
