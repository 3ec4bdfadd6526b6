using Sync.Web.Site.Status;

namespace Sync.Web.Site.History;

/// <summary>One run, whole.</summary>
/// <param name="Site">The page.</param>
/// <param name="Row">What the list says of it.</param>
public sealed record RunModel(SiteContext Site, RunRowModel Row)
{
    /// <summary>Facts by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>Why it failed as a whole, and what to do; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>What was read.</summary>
    public IReadOnlyList<RunStreamModel> Streams { get; init; } = [];

    /// <summary>Records before and after.</summary>
    public IReadOnlyList<RunSampleModel> Samples { get; init; } = [];

    /// <summary>Operations of the store by collection: reads, writes, deletes, price.</summary>
    public IReadOnlyList<(string Collection, string Reads, string Writes, string Deletes, string Price)> Store { get; init; } = [];

    /// <summary>Technical causes, for whoever helps; empty where there are none.</summary>
    public IReadOnlyList<(string Of, string Text)> Technical { get; init; } = [];

    /// <summary>Where it can be downloaded; null where whoever looks may not.</summary>
    public string? Download { get; init; }
}

/// <summary>What a run did to one stream.</summary>
/// <param name="Name">The stream.</param>
/// <param name="State">How it ended.</param>
/// <param name="Counts">Read, new, changed, unchanged, deleted, waiting for a decision, unmatched, rejected, quarantined.</param>
public sealed record RunStreamModel(string Name, StateModel State, IReadOnlyList<string> Counts)
{
    /// <summary>Why it is not complete, and what to do; null where it is.</summary>
    public string? Error { get; init; }

    /// <summary>Things worth telling.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why records were skipped, with how many.</summary>
    public IReadOnlyList<string> Skips { get; init; } = [];

    /// <summary>Records that were skipped or refused, each with its reason; the first of them.</summary>
    public IReadOnlyList<(string Id, string Reason)> Named { get; init; } = [];

    /// <summary>How many were, those that are not named included; in words.</summary>
    public string NotStored { get; init; } = "";
}

/// <summary>A record before and after.</summary>
/// <param name="Title">What was done to which, such as <c>Changed: customers/42</c>.</param>
/// <param name="Fields">Field, before, after.</param>
public sealed record RunSampleModel(string Title, IReadOnlyList<(string Field, string Before, string After)> Fields);
