using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Keepone.Controller.Configuration;

namespace Keepone.Controller.Tests;

/// <summary>A throw-away certificate authority, with its files in a directory.</summary>
internal sealed class Authority : IDisposable
{
    private readonly string _directory;
    private readonly X509Certificate2 _root;
    private readonly string _name;

    internal Authority(string directory, string name)
    {
        (_directory, _name) = (directory, name);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        _root = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(File_("crt"), _root.ExportCertificatePem());
    }

    internal string Certificate => File_("crt");

    /// <summary>Issues a certificate and writes its files.</summary>
    internal TlsFiles Issue(string name, bool server = false, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (server)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(
            _root, expired ? now.AddHours(-20) : now.AddHours(-1), expired ? now.AddHours(-10) : now.AddDays(7), RandomNumberGenerator.GetBytes(8));
        var files = new TlsFiles(
            Path.Combine(_directory, $"{_name}-{name}.crt"), Path.Combine(_directory, $"{_name}-{name}.key"), Certificate);
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    public void Dispose() => _root.Dispose();

    private string File_(string extension) => Path.Combine(_directory, $"{_name}.{extension}");
}
