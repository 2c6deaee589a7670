using Keepone.Linux;

namespace Keepone.Node.Tests.Linux;

/// <summary>A reactor that keeps its faults.</summary>
internal sealed class TestReactor : IDisposable
{
    internal TestReactor() => Reactor = new Reactor((name, error) => Faults.Add((name, error)));

    internal Reactor Reactor { get; }

    internal Collected<(string Name, Exception Error)> Faults { get; } = new();

    public void Dispose() => Reactor.Dispose();
}
