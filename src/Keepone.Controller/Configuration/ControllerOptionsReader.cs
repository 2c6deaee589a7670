using System.Collections.Immutable;
using Keepone.Core.Specification;

namespace Keepone.Controller.Configuration;

/// <summary>Reads <c>controller.yaml</c>: every mistake at once, with its line.</summary>
internal static class ControllerOptionsReader
{
    internal const string DefaultDatabase = "/var/lib/keepone-controller/controller.db";
    internal const string DefaultApi = "unix:/run/keepone-controller/api.sock";

    internal static readonly ObjectSchema Schema = new("The configuration of a controller.",
    [
        new("name", Scalars.Name("The controller's name, as agents and people see it."), Required: true),
        new("agents", new ListSchema("Where agents connect.", Listen("An address for agents."), 16, AtLeast: 1), Required: true),
        new("api", new ListSchema("Where the REST API is served.", Listen("An address for the API."), 16, AtLeast: 1)),
        new("tls", new ObjectSchema("The certificate files of mutual TLS.",
        [
            new("certificate", Scalars.AbsolutePath("The controller's certificate, with its chain if it has one."), Required: true),
            new("key", Scalars.AbsolutePath("Its private key."), Required: true),
            new("authority", Scalars.AbsolutePath("The certificates of the authority that agents' certificates come from."), Required: true),
        ])),
        new("orders", new ObjectSchema("Operators' orders.",
        [
            new("token", Scalars.AbsolutePath("The file, for the controller only, with the token that orders over TCP need."), Required: true),
        ])),
        new("database", Scalars.AbsolutePath("The file of the database.")),
    ]);

    /// <summary>Reads a configuration.</summary>
    /// <returns>The options, or null and all mistakes.</returns>
    internal static (ControllerOptions? Options, ImmutableArray<SpecificationError> Errors) Read(string text, string file)
    {
        var reading = SchemaReader.Read(text, file, Schema);
        var errors = reading.Errors.ToBuilder();
        if (reading.Documents.Length != 1)
        {
            if (errors.Count == 0)
            {
                errors.Add(
                    new SpecificationError(
                        file, 1, "", $"{reading.Documents.Length} documents", "one", "keep one configuration in the file"));
            }

            return (null, errors.ToImmutable());
        }

        var document = reading.Documents[0];
        var agents = Addresses(document, "agents", file, errors);
        var api = document.Mentions("api") ? Addresses(document, "api", file, errors) : [ListenAddress.Parse(DefaultApi, out _)!];
        var tls = document.TryGet<SchemaObject>("tls", out var files)
            ? new TlsFiles(files.Get("certificate", ""), files.Get("key", ""), files.Get("authority", ""))
            : null;
        if (!document.Mentions("tls") && agents.Concat(api).FirstOrDefault(address => address.IsTls) is { } secured)
        {
            errors.Add(new SpecificationError(
                file, document.Line, "tls", $"nothing, though {secured} is secured", "certificate, key and authority", "name the three files"));
        }

        foreach (var twice in agents.Concat(api).GroupBy(address => address.Text, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            errors.Add(
                new SpecificationError(
                    file, document.LineOf("agents"), "agents", $"{twice.Key} twice", "an address of its own for each", "remove one"));
        }

        return errors.Count > 0
            ? (null, [.. errors.OrderBy(error => error.Line)])
            : (new ControllerOptions
            {
                Name = document.Get<string>("name"),
                Agents = agents,
                Api = api,
                Tls = tls,
                OrderToken = document.TryGet<SchemaObject>("orders", out var orders) ? orders.Get<string>("token") : null,
                Database = document.Get("database", DefaultDatabase),
            }, []);
    }

    private static ScalarSchema Listen(string description) =>
        Scalars.Text(description, ListenAddress.Expected, text => text.Length is > 0 and <= 200);

    private static ImmutableArray<ListenAddress> Addresses(
        SchemaObject document, string key, string file, ImmutableArray<SpecificationError>.Builder errors)
    {
        var addresses = ImmutableArray.CreateBuilder<ListenAddress>();
        foreach (var (text, line) in document.List<string>(key))
        {
            if (ListenAddress.Parse(text, out var expected) is { } address)
            {
                addresses.Add(address);
            }
            else
            {
                errors.Add(new SpecificationError(file, line, key, $"'{text}'", expected!, ""));
            }
        }

        return addresses.ToImmutable();
    }
}
