namespace Keepone.Bench;

/// <summary>A table of results in Markdown, to be quoted in the documentation as it is.</summary>
internal sealed class Table(params string[] head)
{
    private readonly List<string[]> _rows = [];

    internal void Add(params string[] row) => _rows.Add(row);

    internal async Task PrintAsync()
    {
        await Console.Out.WriteLineAsync();
        await Console.Out.WriteLineAsync(Line(head));
        await Console.Out.WriteLineAsync($"|{string.Concat(Enumerable.Repeat("---|", head.Length))}");
        foreach (var row in _rows)
        {
            await Console.Out.WriteLineAsync(Line(row));
        }
    }

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |";
}
