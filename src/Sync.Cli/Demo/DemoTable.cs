using System.Globalization;
using Spectre.Console;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Cli.Demo;

/// <summary>Compares the demo's syncs side by side.</summary>
internal static class DemoTable
{
    public static void Print(IReadOnlyList<(string Title, OrgReport Report)> syncs)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var (title, _) in syncs) table.AddColumn(new TableColumn(title).RightAligned());
        Row("records read", s => s.Read);
        Row("created", s => s.Created);
        Row("updated", s => s.Updated);
        Row("unchanged", s => s.Unchanged);
        Row("deleted", s => s.Deleted);
        foreach (var reason in syncs.SelectMany(s => Streams(s.Report)).SelectMany(s => s.Skipped.Keys).Distinct().Order(StringComparer.Ordinal))
            Row($"skipped: {reason}", s => s.Skipped.GetValueOrDefault(reason));
        table.AddEmptyRow();
        Cells("store reads", r => Whole(r.Store.Reads));
        Cells("store writes", r => Whole(r.Store.Writes));
        Cells("store deletes", r => Whole(r.Store.Deletes));
        Cells("requests to the POS", r => Whole(r.Runs.Sum(x => x.Requests)));
        Cells("seconds", r => r.Duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture));
        Cells("Firestore, a month at 48 a day", r => "$" + PriceList.PerMonth(r.Store).ToString("0.00", CultureInfo.InvariantCulture));
        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);

        void Row(string name, Func<StreamReport, long> of) => Cells(name, r => Whole(Streams(r).Sum(of)));
        void Cells(string name, Func<OrgReport, string> of) => table.AddRow([name, .. syncs.Select(s => of(s.Report))]);
    }

    private static IEnumerable<StreamReport> Streams(OrgReport report) => report.Runs.SelectMany(r => r.Streams.Values);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
