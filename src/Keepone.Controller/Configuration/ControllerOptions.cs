using System.Collections.Immutable;

namespace Keepone.Controller.Configuration;

/// <summary>The configuration of a controller: <c>controller.yaml</c>.</summary>
internal sealed record ControllerOptions
{
    /// <summary>The controller's name, as agents and people see it.</summary>
    internal required string Name { get; init; }

    /// <summary>Where agents connect.</summary>
    internal required ImmutableArray<ListenAddress> Agents { get; init; }

    /// <summary>Where the REST API is served.</summary>
    internal required ImmutableArray<ListenAddress> Api { get; init; }

    /// <summary>The certificate files; null when nothing listens with https.</summary>
    internal TlsFiles? Tls { get; init; }

    /// <summary>The file with the token that orders over TCP need; null: orders are taken on unix sockets only.</summary>
    internal string? OrderToken { get; init; }

    /// <summary>The file of the database.</summary>
    internal required string Database { get; init; }
}

/// <summary>The files of mutual TLS, all PEM.</summary>
internal sealed record TlsFiles(string Certificate, string Key, string Authority);
