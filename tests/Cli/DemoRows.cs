using System.Globalization;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary>The table at the end of a demo.</summary>
internal static class DemoRows
{
    /// <summary>The numbers of a row, one for each sync; the first row of that name.</summary>
    public static long[] Row(PossyncOutcome demo, string name) =>
        [.. demo.Lines.First(l => l.StartsWith($"│ {name} ", StringComparison.Ordinal)).Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Select(c => long.Parse(c, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
}
