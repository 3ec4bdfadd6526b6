using System.Globalization;
using Sync.Engine.Documents;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>How a look at the days stands in <c>tie_outs/last</c>.</summary>
internal static class TieOutDocument
{
    // As many as a document surely holds; the latest days come first.
    private const int MostDays = 3000;

    public static DocumentBody Body(TieOutReport report) => DocumentBody.Build(w =>
    {
        w.Time("at", report.At);
        w.List("days", report.Days.Take(MostDays), (m, day) =>
        {
            m.Time("at", day.At);
            if (day.ByPos) m.Flag("byPos", true);
            m.Text("connection", day.Connection);
            m.Map("counted", t => Write(t, day.Counted));
            m.Text("day", DayQuery.Text(day.Day));
            m.Text("location", day.Location);
            if (day.More > 0) m.Number("more", day.More);
            m.TextList("orders", day.Orders);
            if (day.Ours is { } ours) m.Map("ours", t => Write(t, ours));
        });
        w.Text("from", DayQuery.Text(report.From));
        w.Text("to", DayQuery.Text(report.To));
    });

    public static TieOutReport Read(DocumentBody body)
    {
        var f = body.Read();
        var at = f.Time("at") ?? default;
        return new TieOutReport(at, DayOf(f, "from"), DayOf(f, "to"), [.. f.List("days").Select(d => new TieOutDay(
            d.Text("connection") ?? "", DayOf(d, "day"), d.Text("location") ?? "",
            d.Map("ours") is { } ours ? TotalOf(ours) : null, TotalOf(d.Map("counted")!.Value), [.. d.TextList("orders")])
        {
            At = d.Time("at") ?? at,
            ByPos = d.Flag("byPos") ?? false,
            More = d.Integer("more") ?? 0,
        })]);
    }

    private static void Write(DocumentBodyWriter w, DayTotal total)
    {
        w.Number("net", total.Net);
        w.Number("orders", total.Orders);
    }

    private static DayTotal TotalOf(DocumentFields f) => new(f.Number("net") ?? 0, f.Integer("orders") ?? 0);

    private static DateOnly DayOf(DocumentFields f, string name) => DateOnly.ParseExact(f.Text(name)!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
