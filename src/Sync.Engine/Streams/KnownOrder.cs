using System.Text;
using Sync.Engine.Ledger;

namespace Sync.Engine.Streams;

/// <summary>What the ledger knows of an order.</summary>
internal readonly record struct KnownOrder(bool Exists, StableHash Fingerprint, string? Customer)
{
    public bool Matched => !string.IsNullOrEmpty(Customer);

    public static KnownOrder Of(LedgerTable? table, StableHash key)
    {
        if (table is null || !table.TryGet(key, out var bytes)) return default;
        var row = OrderRow.Read(bytes);
        return new KnownOrder(true, row.Fingerprint, Encoding.UTF8.GetString(row.Customer));
    }

    public bool Is(StableHash fingerprint, bool matched) => Exists && Fingerprint == fingerprint && Matched == matched;
}
