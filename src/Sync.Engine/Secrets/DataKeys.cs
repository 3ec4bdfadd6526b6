using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// A tenant's own keys, in <c>keys/data</c>: the one that encrypts, those before it while what they encrypted is being encrypted
/// anew, and derived keys that must outlive the key that they were derived from, encrypted with it.
/// </summary>
internal sealed record DataKeys(WrappedKey Current)
{
    /// <summary>Where they stand.</summary>
    public static readonly DocumentPath Path = new("keys", "data");

    /// <summary>The keys before; empty except while the key is rotated.</summary>
    public IReadOnlyList<WrappedKey> Former { get; init; } = [];

    /// <summary>How many times the key was rotated.</summary>
    public long Generation { get; init; }

    /// <summary>Derived keys by purpose, encrypted with the current key.</summary>
    public IReadOnlyDictionary<string, byte[]> Kept { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>All of them.</summary>
    public IEnumerable<WrappedKey> All => Former.Prepend(Current);

    public static DataKeys From(StoredDocument document)
    {
        var f = document.Body.Read();
        var kept = f.Map("kept");
        return new DataKeys(WrappedKey.From(f))
        {
            Generation = f.Integer("generation") ?? 0,
            Former = [.. f.List("former").Select(WrappedKey.From)],
            Kept = kept?.Names.ToDictionary(n => n, n => kept.Value.Bytes(n)!) ?? [],
        };
    }

    public DocumentBody Body() => DocumentBody.Build(w =>
    {
        if (Former.Count > 0) w.List("former", Former, (m, k) => k.Write(m));
        if (Generation > 0) w.Number("generation", Generation);
        if (Kept.Count > 0)
            w.Map("kept", m =>
            {
                foreach (var (purpose, key) in Kept.OrderBy(k => k.Key, StringComparer.Ordinal)) m.Bytes(purpose, key);
            });
        Current.Write(w);
    });
}
