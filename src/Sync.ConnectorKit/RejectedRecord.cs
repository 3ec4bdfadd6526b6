namespace Sync.ConnectorKit;

/// <summary>A record that could not be understood.</summary>
/// <param name="Id">The POS's id, or where it stood (such as <c>line 17</c>) where it has none.</param>
/// <param name="Reason">A short, stable reason to count by, such as <c>no id</c> or <c>bad total</c>.</param>
/// <param name="Detail">What exactly was wrong; no secrets.</param>
public sealed record RejectedRecord(string Id, string Reason, string Detail);
