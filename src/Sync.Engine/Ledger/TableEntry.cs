namespace Sync.Engine.Ledger;

/// <summary>What the manifest knows of one stored table.</summary>
/// <param name="Buckets">Into how many documents it is cut.</param>
/// <param name="Slots">One letter, <c>a</c> or <c>b</c>, for each bucket: which of its two documents holds today's rows.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Marked">How many of them carry the table's mark (orders: those that have a customer).</param>
/// <param name="Stored">How many times it was stored so far: slots go to and fro, this does not.</param>
internal sealed record TableEntry(int Buckets, string Slots, long Rows, long Marked, long Stored);
