namespace Sync.ConnectorKit;

/// <summary>A record that could not be understood.</summary>
/// <param name="Id">The POS's id, or where it stood (such as <c>line 17</c>) where it has none.</param>
/// <param name="Reason">A short, stable reason to count by, such as <c>no id</c> or <c>bad total</c>.</param>
/// <param name="Detail">What exactly was wrong; no secrets.</param>
public sealed record RejectedRecord(string Id, string Reason, string Detail)
{
    /// <summary>The currency that it is in, where it was left out for being in another one than the connection's; null elsewhere.</summary>
    public string? Currency { get; init; }

    /// <summary>A record that was skipped.</summary>
    /// <param name="id">The POS's id, or where it stood.</param>
    /// <param name="why">Why.</param>
    public static RejectedRecord Of(string id, SkipRecordException why) => new(id, why.Reason, why.Message) { Currency = why.Currency };
}
