using Sync.ConnectorKit;

namespace Sync.Engine.Deletes;

/// <summary>Removals of one stream that wait for the owner's word, because they are more than the org's limit.</summary>
/// <param name="Connection">The connection's id.</param>
/// <param name="Stream">Which stream.</param>
/// <param name="Count">How many records are gone at the POS.</param>
/// <param name="Stored">Of how many that are stored.</param>
/// <param name="Limit">How many would have gone without asking.</param>
/// <param name="Since">When this set was first held.</param>
/// <param name="Set">Stands for which records they are: others, another text. A decision names the set that it is about.</param>
/// <param name="Decision">What the owner said of them; the next run carries it out.</param>
/// <param name="First">The first of them, at most twenty.</param>
public sealed record HeldRemovals(
    string Connection, PosStream Stream, long Count, long Stored, long Limit, DateTimeOffset Since, string Set, HeldDecision Decision, IReadOnlyList<HeldRecord> First);

/// <summary>A record whose removal is held.</summary>
/// <param name="Id">The POS's id.</param>
/// <param name="Name">What people know it by (a product's name, a customer's name, an order's day and total), as it is stored now; null where there is no such thing.</param>
public sealed record HeldRecord(string Id, string? Name);

/// <summary>What the owner said of held removals.</summary>
public enum HeldDecision
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>They are right: the next run carries them out.</summary>
    Approved,

    /// <summary>They are not: the records stay, and are not asked about again.</summary>
    Rejected,
}
