namespace Keepone.Node.Tests.Linux;

/// <summary>A temporary directory, removed when disposed.</summary>
internal sealed class TestDirectory : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("keepone-test-").FullName;

    internal string PathOf(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
