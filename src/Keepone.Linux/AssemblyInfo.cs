using System.Runtime.CompilerServices;

// Every P/Invoke here is blittable; the runtime's marshaller has nothing to do.
[assembly: DisableRuntimeMarshalling]
