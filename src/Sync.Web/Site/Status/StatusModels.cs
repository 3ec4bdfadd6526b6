namespace Sync.Web.Site.Status;

/// <summary>How an org stands.</summary>
/// <param name="Site">The page.</param>
/// <param name="Connections">Its connections.</param>
/// <param name="Live">The run that goes on.</param>
public sealed record StatusModel(SiteContext Site, IReadOnlyList<ConnectionModel> Connections, LiveModel Live)
{
    /// <summary>What was sold lately; null where nothing is stored yet.</summary>
    public SalesModel? Sales { get; init; }

    /// <summary>Whether a run can be started: something is connected and not paused.</summary>
    public bool CanRun => Connections.Any(c => c.Active && c.Scheduled);
}

/// <summary>A state in words, with what else shows it.</summary>
/// <param name="Tone"><c>good</c>, <c>warn</c>, <c>bad</c> or empty.</param>
/// <param name="Icon">One character.</param>
/// <param name="Text">In words.</param>
public sealed record StateModel(string Tone, string Icon, string Text);

/// <summary>One connection.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pos">The POS's name.</param>
/// <param name="State">How it stands.</param>
public sealed record ConnectionModel(string Id, string Pos, StateModel State)
{
    /// <summary>The connector's id.</summary>
    public required string Connector { get; init; }

    /// <summary>Whether it is run on the schedule.</summary>
    public bool Active { get; init; }

    /// <summary>Whether it is read by itself; false for files, which somebody brings.</summary>
    public bool Scheduled { get; init; } = true;

    /// <summary>Whether it is being read now, so that its streams are as the run before has left them.</summary>
    public bool Running { get; init; }

    /// <summary>Whether somebody signed in for it and has not confirmed what was found.</summary>
    public bool Unconfirmed { get; init; }

    /// <summary>That the account sells in another currency than is counted here; null where it does not.</summary>
    public string? OtherCurrency { get; init; }

    /// <summary>That an import of a file was cut off, and what to do; null where none was.</summary>
    public string? CutOff { get; init; }

    /// <summary>Whether it is being removed.</summary>
    public bool Removing { get; init; }

    /// <summary>The shop's day of now, for forms.</summary>
    public string Today { get; init; } = "";

    /// <summary>The days that somebody asked to have read again and that were none; null where nobody did.</summary>
    public (string From, string To)? Days { get; init; }

    /// <summary>The ranges of days whose orders wait to be read again: the first and the last day, and both in words with when they were asked for.</summary>
    public IReadOnlyList<(string From, string To, string Days, string AskedAt)> Waiting { get; init; } = [];

    /// <summary>Whether its owner signs in at the POS.</summary>
    public bool SignsIn { get; init; }

    /// <summary>Why it has to be connected again; null where it has not.</summary>
    public string? Reconnect { get; init; }

    /// <summary>Why the last run failed as a whole, and what to do; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>When it was run last; null where it never was.</summary>
    public string? LastRun { get; init; }

    /// <summary>How far a first import has come that has not ended yet; null where none was begun.</summary>
    public string? SoFar { get; init; }

    /// <summary>What is stored of it, in words.</summary>
    public IReadOnlyList<(string What, string Count)> Stored { get; init; } = [];

    /// <summary>Its streams.</summary>
    public IReadOnlyList<StreamModel> Streams { get; init; } = [];

    /// <summary>Deletes that wait for somebody's decision.</summary>
    public IReadOnlyList<HeldModel> Held { get; init; } = [];

    /// <summary>Whether the days' totals are those of their orders, by location and day.</summary>
    public IReadOnlyList<TieModel> Ties { get; init; } = [];

    /// <summary>When that was looked at, such as <c>at 14:30</c>; null for never.</summary>
    public string? TiesAt { get; init; }
}

/// <summary>One stream of a connection.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How it stands.</param>
/// <param name="Fresh">How fresh it is.</param>
public sealed record StreamModel(string Name, StateModel State, string Fresh)
{
    /// <summary>What the last run counted: new, updated, unchanged, deleted, unmatched, rejected, quarantined.</summary>
    public required IReadOnlyList<string> Counts { get; init; }

    /// <summary>How far back it is complete; empty where that is not told.</summary>
    public string Coverage { get; init; } = "";

    /// <summary>What is worth telling.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Deletes of one stream that wait.</summary>
/// <param name="Stream">The stream's name in forms.</param>
/// <param name="Set">Stands for which records they are.</param>
/// <param name="Text">How many, of what, since when.</param>
/// <param name="Records">What would go; the first ones.</param>
/// <param name="More">How many more.</param>
public sealed record HeldModel(string Stream, string Set, string Text, IReadOnlyList<string> Records, long More)
{
    /// <summary>Whether their connection is paused, so that no run carries anything out before it is resumed.</summary>
    public bool Paused { get; init; }

    /// <summary>What was decided and waits for the next run; null for nothing.</summary>
    public string? Decided { get; init; }
}

/// <summary>Whether a location's day adds up.</summary>
/// <param name="Location">The location.</param>
/// <param name="Day">The business day.</param>
/// <param name="State">Whether it does.</param>
public sealed record TieModel(string Location, string Day, StateModel State)
{
    /// <summary>What is compared, in words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>When it was compared.</summary>
    public string At { get; init; } = "";

    /// <summary>The orders that differ; the first of them.</summary>
    public IReadOnlyList<string> Orders { get; init; } = [];

    /// <summary>How many more do.</summary>
    public long More { get; init; }
}

/// <summary>The run that goes on.</summary>
/// <param name="Run">Tells one run from another.</param>
/// <param name="Running">Whether one goes on.</param>
/// <param name="Text">How far it has come, in words.</param>
public sealed record LiveModel(string Run, bool Running, string Text)
{
    /// <summary>Whether nothing was ever read to its end before.</summary>
    public bool First { get; init; }

    /// <summary>How much of it is done, 0 to 100; null where nobody knows.</summary>
    public int? Percent { get; init; }

    /// <summary>How long it still takes, in words; null where nobody knows.</summary>
    public string? Left { get; init; }

    /// <summary>What is being done, in words.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Whether it writes nothing.</summary>
    public bool Dry { get; init; }

    /// <summary>The id of the connection that is read now; null where that is not known.</summary>
    public string? Connection { get; init; }

    /// <summary>The same where what is read is written too.</summary>
    public string? Read => Dry ? null : Connection;
}

/// <summary>What was sold lately.</summary>
/// <param name="Currency">In which currency.</param>
/// <param name="Days">Day by day: the date, net in major units, orders; null where it is not known what was sold.</param>
/// <param name="Chart">Whether the chart's library is there.</param>
public sealed record SalesModel(string Currency, IReadOnlyList<(DateOnly Day, decimal? Net, long? Orders)> Days, bool Chart)
{
    /// <summary>What may be missing, or is left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One connection on its own page.</summary>
/// <param name="Site">The page.</param>
/// <param name="Connection">The connection.</param>
/// <param name="Live">The run that goes on.</param>
public sealed record ConnectionPageModel(SiteContext Site, ConnectionModel Connection, LiveModel Live);
