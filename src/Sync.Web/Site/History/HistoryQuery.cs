using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Web.Site.History;

/// <summary>What a request asks of the history. Days are the org's own.</summary>
/// <param name="Connection">The connection's id; empty for all.</param>
/// <param name="Result">The result; empty for all.</param>
/// <param name="From">The first day; empty for all.</param>
/// <param name="To">The last day; empty for all.</param>
/// <param name="After">Where the last page ended; empty for the newest.</param>
internal sealed record HistoryQuery(string Connection, string Result, string From, string To, string After)
{
    private const int Longest = 250;
    private const string Day = "yyyy-MM-dd";

    public static HistoryQuery Of(HttpRequest request)
    {
        // What is too long is cut and still none of what there is, so that it is told and not passed over.
        string Text(string name) => request.Query[name].ToString() is { Length: > Longest } text ? text[..Longest] : request.Query[name].ToString();
        return new HistoryQuery(Text("connection"), Text("result"), Text("from"), Text("to"), Text("after"));
    }

    /// <summary>As the engine asks.</summary>
    /// <exception cref="FormatException">A day is none, the last is before the first, or there is no such result; the message says so.</exception>
    public RunFilter Filter(OrgSettings org, int limit)
    {
        var (from, to) = (StartOf(org, From, 0), StartOf(org, To, 1));
        if (from >= to) throw new FormatException($"The first day, {From}, is after the last one, {To}: nothing can lie between. Exchange the two.");
        return new RunFilter
        {
            Connection = Connection.Length > 0 ? Connection : null,
            Result = ResultOf(),
            From = from,
            To = to,
            After = After.Length > 0 ? After : null,
            Limit = limit,
        };
    }

    /// <summary>The same question of a connection alone, as the engine asks; null where it asks for all.</summary>
    public RunFilter? ConnectionAlone => Connection.Length > 0 ? new RunFilter { Connection = Connection, Limit = 1 } : null;

    /// <summary>The same question in an address, with another page.</summary>
    public string Address(string path, string? after = null)
    {
        Dictionary<string, string?> all = new() { ["connection"] = Connection, ["result"] = Result, ["from"] = From, ["to"] = To, ["after"] = after };
        return path + QueryString.Create(all.Where(p => !string.IsNullOrEmpty(p.Value)));
    }

    private RunResult? ResultOf() => Result.Length == 0 ? null
        : RunWords.Results.Any(r => r.Value == Result) && Enum.TryParse<RunResult>(Result, ignoreCase: true, out var result) ? result
        : throw new FormatException($"There is no result '{Result}'. Choose one of the list.");

    private static DateTimeOffset? StartOf(OrgSettings org, string day, int plusDays)
    {
        if (day.Length == 0) return null;
        return DateOnly.TryParseExact(day, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date < DateOnly.MaxValue
            ? date.AddDays(plusDays) == DateOnly.MinValue ? DateTimeOffset.MinValue // which no instant comes before, wherever the shop is
            : StoreClock.Of(org.TimeZone).FromLocal(date.AddDays(plusDays).ToDateTime(TimeOnly.MinValue))
            : throw new FormatException($"'{day}' is not a day. Write it as 2026-03-31.");
    }
}
