namespace Sync.Engine.Ledger;

/// <summary>A part of the ledger that its manifest names is not there, or is not as it was written: the ledger must be made anew from what is stored.</summary>
internal sealed class LedgerDamagedException(string message) : Exception(message);
