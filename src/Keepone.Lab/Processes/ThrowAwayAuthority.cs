using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Keepone.Lab.Processes;

/// <summary>A certificate authority for one lab: made in memory, its key never written, its certificates good for a day.</summary>
internal sealed class ThrowAwayAuthority : IDisposable
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2 _authority;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;

    /// <summary>Makes an authority.</summary>
    /// <param name="now">The time; certificates are good from a little earlier, so that no rounding makes them not yet valid.</param>
    public ThrowAwayAuthority(DateTimeOffset now)
    {
        _from = now.AddMinutes(-5);
        _to = now.AddDays(1);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Keepone lab", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _authority = request.CreateSelfSigned(_from, _to);
    }

    /// <summary>Writes <c>node.crt</c>, <c>node.key</c> and <c>authority.crt</c>, readable by root only.</summary>
    /// <param name="directory">An existing directory.</param>
    /// <param name="name">The subject's common name: the node's name.</param>
    /// <param name="address">The node's address on the management fabric.</param>
    public void Issue(string directory, string name, string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication, ClientAuthentication], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, _from, _to, RandomNumberGenerator.GetBytes(16));
        Write(Path.Combine(directory, "node.crt"), certificate.ExportCertificatePem());
        Write(Path.Combine(directory, "node.key"), key.ExportPkcs8PrivateKeyPem());
        Write(Path.Combine(directory, "authority.crt"), _authority.ExportCertificatePem());
    }

    /// <inheritdoc/>
    public void Dispose() => _authority.Dispose();

    private static void Write(string path, string pem)
    {
#pragma warning disable CA1416 // Linux only.
        using var file = new StreamWriter(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Secret });
#pragma warning restore CA1416
        file.WriteLine(pem);
    }
}
