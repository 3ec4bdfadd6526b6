using Sync.ConnectorKit;

namespace Sync.Cli.Output;

/// <summary>What connectors there are, for people.</summary>
internal static class ConnectorsText
{
    public static void Print(IReadOnlyList<ConnectorDescriptor> connectors)
    {
        foreach (var c in connectors)
        {
            var history = c.HistoryLimit is { } limit ? "the last " + ConnectorWords.Of(limit, "") : "all";
            Console.WriteLine($"{c.Id} ({c.DisplayName}): {ConnectorWords.Of(c.Auth)}; {ConnectorWords.Of(c.Budget)}; history: {history}");
            foreach (var s in c.Streams) Console.WriteLine("  " + Line(s));
        }
    }

    private static string Line(StreamDescriptor s) => string.Join(", ",
        $"{ConnectorWords.Of(s.Stream),-9} {ConnectorWords.Of(s.Style),-7}",
        s.CarriesDeletes ? "deletions seen" : "deletions not seen",
        "changes show " + After(s.Freshness),
        "records come " + After(s.Lateness));

    private static string After(TimeSpan span) => span == TimeSpan.Zero ? "at once" : "within " + ConnectorWords.Of(span, "");
}
