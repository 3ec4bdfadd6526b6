namespace Sync.Engine.Ledger;

/// <summary>What the ledger keeps of a product: its fingerprint.</summary>
internal static class ProductRow
{
    /// <summary>Stands for a product of which a document is missing, or whose documents disagree; matches no content.</summary>
    public static readonly UInt128 InPieces = UInt128.Zero;
}
