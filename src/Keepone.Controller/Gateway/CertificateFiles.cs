using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Keepone.Controller.Configuration;
using Keepone.Controller.Logging;

namespace Keepone.Controller.Gateway;

/// <summary>
/// The controller's certificate and the authority it trusts. The files are looked at again when they changed, so that a renewed
/// certificate needs no restart.
/// </summary>
internal sealed class CertificateFiles
{
    /// <summary>
    /// How often the files are looked at: often enough for a renewal, rarely enough for a flood of connections.
    /// </summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TlsFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateFiles> _logger;
    private Material _material;
    private DateTimeOffset _looked;

    /// <exception cref="StartupException">A file cannot be read.</exception>
    public CertificateFiles(TlsFiles files, TimeProvider time, ILogger<CertificateFiles> logger)
    {
        (_files, _time, _logger) = (files, time, logger);
        try
        {
            _material = Read();
        }
        catch (Exception error) when (IsFileTrouble(error))
        {
            throw new StartupException(
                $"The certificate files {files.Certificate}, {files.Key} and {files.Authority} cannot be used: {error.Message.TrimEnd('.')}.",
                ExitCodes.MissingPrivilege, error);
        }

        _looked = time.GetUtcNow();
    }

    /// <summary>What a TLS handshake needs now.</summary>
    internal SslServerAuthenticationOptions ServerOptions(string peer)
    {
        var material = Current();
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = material.Context,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => Accepts(material, certificate, peer),
        };
    }

    /// <summary>
    /// Whether a certificate names a node, by its subject alternative names, or by its common name when it has none.
    /// </summary>
    internal static bool Names(X509Certificate2 certificate, string node)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(
            extension => extension.EnumerateDnsNames()).ToList();
        return alternatives.Contains(node, StringComparer.OrdinalIgnoreCase)
            || string.Equals(
                certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), node, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsFileTrouble(Exception error) =>
        error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    private bool Accepts(Material material, X509Certificate? certificate, string peer)
    {
        if (certificate is null)
        {
            Log.CertificateRefused(_logger, peer, "it showed none");
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.AddRange(material.Authority);
        var second = certificate as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        if (chain.Build(second))
        {
            return true;
        }

        var reason = string.Join(
            ", ", chain.ChainStatus.Select(
                status => status.StatusInformation.Trim().TrimEnd('.')).Distinct(StringComparer.Ordinal));
        Log.CertificateRefused(
            _logger, peer, $"'{second.Subject}' does not chain to the authority of {_files.Authority} ({reason})");
        return false;
    }

    private Material Current()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (now - _looked < LookEvery)
            {
                return _material;
            }

            _looked = now;
            try
            {
                if (Stamp() != _material.Stamp)
                {
                    _material = Read();
                }
            }
            catch (Exception error) when (IsFileTrouble(error))
            {
                Log.CertificateNotReloaded(_logger, error.Message);
            }

            return _material;
        }
    }

    private string Stamp() =>
        string.Join(
            '/', new[] { _files.Certificate, _files.Key, _files.Authority }.Select(file => File.GetLastWriteTimeUtc(file).Ticks));

    private Material Read()
    {
        var stamp = Stamp();
        var certificate = X509Certificate2.CreateFromPemFile(_files.Certificate, _files.Key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_files.Certificate);
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(_files.Authority);
        if (authority.Count == 0)
        {
            throw new CryptographicException($"{_files.Authority} holds no certificate");
        }

        return new Material(stamp, SslStreamCertificateContext.Create(certificate, chain, offline: true), authority);
    }

    private sealed record Material(string Stamp, SslStreamCertificateContext Context, X509Certificate2Collection Authority);
}
