using System.Runtime.InteropServices;

namespace Keepone.Linux;

/// <summary>Waiting for descriptors.</summary>
public sealed partial class Reactor
{
    private sealed class Registration(
        Reactor reactor, ulong token, SafeHandle descriptor, string name, Action onReadable, Action? onFault) : IDisposable
    {
        internal ulong Token => token;

        internal SafeHandle Descriptor => descriptor;

        internal string Name => name;

        internal Action OnReadable => onReadable;

        internal Action? OnFault => onFault;

        public void Dispose() => reactor.Remove(this);
    }
}
