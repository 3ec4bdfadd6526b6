namespace Sync.Engine.Connections;

/// <summary>An org's link to one POS account.</summary>
/// <param name="Id">Its id within the org.</param>
/// <param name="Connector">The connector's id.</param>
/// <param name="Given">What the owner filled in that is not secret.</param>
/// <param name="First">True for the org's first connection, whose documents carry the POS's own ids; those of others are prefixed.</param>
/// <param name="Active">Whether the cron runs it.</param>
public sealed record Connection(string Id, string Connector, IReadOnlyDictionary<string, string> Given, bool First, bool Active)
{
    /// <summary>The POS's own ids of the accounts that it reaches, as the check before saving found them; empty where they are not known.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>That the owner has to connect again, and why; null where all is well.</summary>
    public ReconnectNote? Reconnect { get; init; }

    /// <summary>
    /// Whether somebody has asked for it to be removed with all that came from it: it is read no more, and the org's next run
    /// finishes that.
    /// </summary>
    public bool Removing { get; init; }

    /// <summary>
    /// Whether somebody has signed in at the POS and not yet said that this is the shop they meant: it is not read until they do
    /// (<see cref="UnconfirmedConnections"/>).
    /// </summary>
    public bool Unconfirmed { get; init; }

    /// <summary>The files that are being brought in or wait for it; those that stand here while no run goes on were cut off.</summary>
    public IReadOnlyList<FileImport> Imports { get; init; } = [];

    /// <summary>Days of its orders that are to be read again (<see cref="WaitingRanges"/>), in the order in which they were asked for.</summary>
    public IReadOnlyList<WaitingRange> Waiting { get; init; } = [];

    /// <summary>The IANA time zones that its owner has set for single locations, by the POS's id of the location: they go before what the POS says.</summary>
    public IReadOnlyDictionary<string, string> Zones { get; init; } = new Dictionary<string, string>();

    /// <summary>What its locations are called, by the POS's id of the location, as it was shown when it was connected; empty where the POS did not say.</summary>
    public IReadOnlyDictionary<string, string> Locations { get; init; } = new Dictionary<string, string>();

    /// <summary>The three-letter currency that the account sold in when it was connected; null where that was not looked at.</summary>
    public string? SellsIn { get; init; }

    /// <summary>When somebody connected it last; renewed tokens do not move it.</summary>
    internal DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>The encrypted secrets; null where there are none.</summary>
    internal byte[]? SealedSecrets { get; init; }

    /// <summary>Before every id of its documents; empty for the first connection.</summary>
    internal string Prefix => First ? "" : Id + ":";
}
