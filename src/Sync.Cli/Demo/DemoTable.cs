using System.Globalization;
using Spectre.Console;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Cli.Demo;

/// <summary>Compares the demo's syncs side by side.</summary>
internal static class DemoTable
{
    public static void Print(IReadOnlyList<DemoSync> syncs)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var sync in syncs) table.AddColumn(new TableColumn(sync.Title).RightAligned());
        Row("records read", s => s.Read);
        Row("created", s => s.Created);
        Row("updated", s => s.Updated);
        Row("unchanged", s => s.Unchanged);
        Row("deleted", s => s.Deleted);
        foreach (var reason in syncs.SelectMany(Streams).SelectMany(s => s.Skipped.Keys).Distinct().Order(StringComparer.Ordinal))
            Row($"skipped: {reason}", s => s.Skipped.GetValueOrDefault(reason));
        table.AddEmptyRow();
        Cells("store reads", s => Whole(s.Store.Reads));
        Cells("store writes", s => Whole(s.Store.Writes));
        Cells("store deletes", s => Whole(s.Store.Deletes));
        Cells("requests to the POS", s => Whole(s.Reports.SelectMany(r => r.Runs).Sum(x => x.Requests)));
        Cells("seconds", s => s.Reports.Sum(r => r.Duration.TotalSeconds).ToString("0.00", CultureInfo.InvariantCulture));
        Cells("Firestore, a month at 48 a day", s => "$" + PriceList.PerMonth(s.Store).ToString("0.00", CultureInfo.InvariantCulture));
        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);

        void Row(string name, Func<StreamReport, long> of) => Cells(name, s => Whole(Streams(s).Sum(of)));
        void Cells(string name, Func<DemoSync, string> of) => table.AddRow([name, .. syncs.Select(of)]);
    }

    private static IEnumerable<StreamReport> Streams(DemoSync sync) => sync.Reports.SelectMany(r => r.Runs).SelectMany(r => r.Streams.Values);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
