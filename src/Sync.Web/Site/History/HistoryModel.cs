using Sync.Web.Site.Status;

namespace Sync.Web.Site.History;

/// <summary>The runs of an org.</summary>
/// <param name="Site">The page.</param>
/// <param name="Filter">What is asked for.</param>
/// <param name="Rows">The runs, newest first.</param>
public sealed record HistoryModel(SiteContext Site, HistoryFilterModel Filter, IReadOnlyList<RunRowModel> Rows)
{
    /// <summary>What was wrong with what is asked for; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>Where the older ones are; null where there are none.</summary>
    public string? Older { get; init; }

    /// <summary>Where the newest ones are; null where these are they.</summary>
    public string? Newest { get; init; }

    /// <summary>Where they can be downloaded; null where whoever looks may not.</summary>
    public string? Download { get; init; }
}

/// <summary>Which runs are asked for, as it stands in the form.</summary>
/// <param name="Connection">The connection's id; empty for all.</param>
/// <param name="Result"><c>done</c>, <c>partial</c> or <c>failed</c>; empty for all.</param>
/// <param name="From">The first day, such as <c>2026-03-01</c>; empty for all.</param>
/// <param name="To">The last day; empty for all.</param>
/// <param name="Connections">The connections that there are: id and what people call it.</param>
public sealed record HistoryFilterModel(string Connection, string Result, string From, string To, IReadOnlyList<(string Id, string Name)> Connections)
{
    /// <summary>Whether anything is asked for.</summary>
    public bool Any => Connection.Length + Result.Length + From.Length + To.Length > 0;
}

/// <summary>One run in the list.</summary>
/// <param name="Address">Where it is shown whole.</param>
/// <param name="Started">When it began, by the org's clock.</param>
/// <param name="Connection">What was read.</param>
/// <param name="State">How it ended.</param>
public sealed record RunRowModel(string Address, string Started, string Connection, StateModel State)
{
    /// <summary>What kind of run it was; empty for an ordinary one.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How long it took.</summary>
    public string Duration { get; init; } = "";

    /// <summary>What it changed, such as <c>3 new, 1 changed</c>.</summary>
    public string Changes { get; init; } = "";

    /// <summary>Requests to the POS.</summary>
    public string Requests { get; init; } = "";

    /// <summary>Time spent waiting for the POS's limits.</summary>
    public string Waited { get; init; } = "";

    /// <summary>Operations of the store.</summary>
    public string Operations { get; init; } = "";

    /// <summary>What they cost.</summary>
    public string Price { get; init; } = "";
}
