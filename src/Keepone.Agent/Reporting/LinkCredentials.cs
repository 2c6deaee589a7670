using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Keepone.Agent.Reporting;

/// <summary>
/// The agent's certificate and the authority it trusts, read anew for each connection, so that renewed files need no restart.
/// </summary>
internal sealed class LinkCredentials : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _intermediates;
    private readonly X509Certificate2Collection _authority;

    private LinkCredentials(
        X509Certificate2 certificate, X509Certificate2Collection intermediates, X509Certificate2Collection authority)
    {
        _certificate = certificate;
        _intermediates = intermediates;
        _authority = authority;
    }

    internal static LinkCredentials Load(ControllerLinkOptions options)
    {
        var (certificateFile, key, authorityFile) = (options.Certificate, options.Key, options.Authority);
        if (certificateFile is null || key is null || authorityFile is null)
        {
            throw new LinkException(
                LinkTrouble.NotTrusted, "An https endpoint needs tls.certificate, tls.key and tls.authority in the agent's configuration.");
        }

        var certificate = Read(certificateFile, () => X509Certificate2.CreateFromPemFile(certificateFile, key));
        try
        {
            var chain = Read(certificateFile, () => ReadAll(certificateFile));
            var authority = Read(authorityFile, () => ReadAll(authorityFile));
            return authority.Count > 0
                ? new LinkCredentials(certificate, chain, authority)
                : throw new LinkException(
                    LinkTrouble.NotTrusted, $"{authorityFile} holds no certificate: expected the authority's, in PEM.");
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }

    internal SslClientAuthenticationOptions ClientOptions() => new()
    {
        ClientCertificateContext = SslStreamCertificateContext.Create(_certificate, _intermediates, offline: true),
        CertificateChainPolicy = new X509ChainPolicy
        {
            // Pinned: an authority of the system's store could name anybody.
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        }.Trusting(_authority),
    };

    public void Dispose()
    {
        _certificate.Dispose();
        foreach (var certificate in _intermediates.Concat(_authority))
        {
            certificate.Dispose();
        }
    }

    private static X509Certificate2Collection ReadAll(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new LinkException(
                LinkTrouble.NotTrusted, $"The certificate, key or authority cannot be read ({file}): {error.Message.TrimEnd('.')}.", error);
        }
    }
}

file static class ChainPolicyExtensions
{
    internal static X509ChainPolicy Trusting(this X509ChainPolicy policy, X509Certificate2Collection authority)
    {
        policy.CustomTrustStore.AddRange(authority);
        return policy;
    }
}
