using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keepone.Core.Health;
using Keepone.Linux;

namespace Keepone.Agent.Orders;

/// <summary>
/// Where the orders of a node are kept over a restart and a reboot. A file that cannot be read is moved aside, never overwritten: whoever
/// drained this node wants to know that it is not drained any more.
/// </summary>
internal sealed class OrderFile
{
    /// <summary>The file's name in the state directory.</summary>
    public const string Name = "orders.json";

    /// <summary>The largest file: <see cref="OrderBook.MostOrders"/> orders of two texts of 200 characters, all escaped, and some room.</summary>
    public const int MostBytes = 1024 * 1024;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly TimeProvider _time;
    private bool _blocked;

    /// <summary>The file of a node.</summary>
    /// <param name="directory">The directory of what outlives a reboot; it is made when it is missing.</param>
    /// <param name="time">The clock, which names what is moved aside.</param>
    public OrderFile(string directory, TimeProvider time) => (_path, _time) = (Path.Combine(directory, Name), time);

    /// <summary>What is the matter with the file, in one sentence without its end; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>The orders that are kept there, whether over or not.</summary>
    /// <returns>The orders; none when the file is not there or cannot be used.</returns>
    public ImmutableArray<OperatorOrder> Read()
    {
        string trouble;
        try
        {
            if (!AtomicFile.TryRead(_path, MostBytes, out var bytes))
            {
                return [];
            }

            var kept = JsonSerializer.Deserialize(bytes, OrderJson.Default.OrderFileContent);
            if (kept is { Version: OrderFileContent.CurrentVersion, Orders: { IsDefault: false, Length: <= OrderBook.MostOrders } orders }
                && orders.All(order => order is { By: not null, Why: not null } && order.Router is null == (order.Kind == OrderKind.Maintenance)))
            {
                return orders;
            }

            trouble = kept is null or { Version: OrderFileContent.CurrentVersion }
                ? $"it has not the form of {OrderBook.MostOrders} orders at most"
                : $"it is of version {kept.Version}, expected {OrderFileContent.CurrentVersion}";
        }
        catch (Exception error) when (error is LinuxException or JsonException)
        {
            trouble = error.Message.TrimEnd('.');
        }

        SetAside(trouble);
        return [];
    }

    /// <summary>Keeps the orders.</summary>
    /// <param name="orders">The orders.</param>
    /// <returns>Why they are not kept, in words without an end; null: they are.</returns>
    public string? Write(ImmutableArray<OperatorOrder> orders)
    {
        if (_blocked)
        {
            return Problem;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            var content = new OrderFileContent(OrderFileContent.CurrentVersion, orders);
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(content, OrderJson.Default.OrderFileContent), Mode, durable: true);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message.TrimEnd('.');
        }
    }

    private void SetAside(string trouble)
    {
        var aside = $"{_path}.bad-{_time.GetUtcNow().ToUnixTimeMilliseconds()}";
        try
        {
            File.Move(_path, aside, overwrite: false);
            Problem = $"the orders in {_path} cannot be used ({trouble}) and are not in force: the file is kept as {aside}; give them again";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _blocked = true;
            Problem = $"the orders in {_path} cannot be used ({trouble}) nor moved aside ({error.Message.TrimEnd('.')}): no order is taken until "
                + "the file is moved away and the agent started again";
        }
    }
}

/// <summary>What is in the file.</summary>
/// <param name="Version">The form of the file.</param>
/// <param name="Orders">The orders, the oldest first.</param>
internal sealed record OrderFileContent(int Version, ImmutableArray<OperatorOrder> Orders)
{
    /// <summary>The form that this build writes.</summary>
    public const int CurrentVersion = 1;
}

/// <summary>The JSON form of the file, by source generation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(OrderFileContent))]
internal sealed partial class OrderJson : JsonSerializerContext;
