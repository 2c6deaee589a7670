using System.Security.Cryptography.X509Certificates;
using Keepone.Lab.Processes;

namespace Keepone.EndToEnd.Processes;

public sealed class ThrowAwayAuthorityTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keepone-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Issue_Node_ItsCertificateIsTheAuthoritysAndItsFilesAreSecret()
    {
        using (var authority = new ThrowAwayAuthority(TimeProvider.System.GetUtcNow()))
        {
            authority.Issue(_directory.FullName, "net-1", "172.31.0.101");
        }

        using var certificate = X509Certificate2.CreateFromPemFile(PathOf("node.crt"), PathOf("node.key"));
        using var root = X509CertificateLoader.LoadCertificateFromFile(PathOf("authority.crt"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        Assert.True(chain.Build(certificate));
        Assert.Equal("net-1", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Assert.All(_directory.GetFiles(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.FullName)));
        Assert.Equal(3, _directory.GetFiles().Length);
    }

    private string PathOf(string file) => Path.Combine(_directory.FullName, file);
}
