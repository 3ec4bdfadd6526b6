using Sync.ConnectorKit;

namespace Sync.Cli.Output;

/// <summary>What connectors there are, for people.</summary>
internal static class ConnectorsText
{
    public static void Print(IReadOnlyList<ConnectorDescriptor> connectors)
    {
        foreach (var c in connectors)
        {
            Console.WriteLine($"{c.Id} ({c.DisplayName}): {ConnectorWords.Of(c.Auth)}; {ConnectorWords.Of(c.Budget)}; history: {ConnectorWords.History(c)}");
            foreach (var s in c.Streams) Console.WriteLine("  " + Line(s));
        }
    }

    private static string Line(StreamDescriptor s) => string.Join(", ",
        $"{ConnectorWords.Of(s.Stream),-9} {ConnectorWords.Of(s.Style),-7}",
        s.CarriesDeletes ? "deletions seen" : "deletions not seen",
        "changes show " + ConnectorWords.After(s.Freshness),
        "records come " + ConnectorWords.After(s.Lateness));
}
