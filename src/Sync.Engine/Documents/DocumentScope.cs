using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>Whose documents are written, and from which connection.</summary>
/// <param name="Org">The tenant.</param>
/// <param name="Source">The connector's id, as documents name it.</param>
/// <param name="Prefix">Before every id of a connection that is not the org's first, so that two POS systems never collide.</param>
internal sealed record DocumentScope(OrgId Org, string Source, string Prefix)
{
    /// <summary>The prefixes of the org's other connections.</summary>
    public IReadOnlyList<string> OtherPrefixes { get; init; } = [];

    /// <summary>The id as documents state it.</summary>
    public string Key(string posId) => Prefix.Length == 0 ? posId : Prefix + posId;

    /// <summary>The same, where an empty id names nothing.</summary>
    public string KeyOrNone(string posId) => posId.Length == 0 ? posId : Key(posId);

    /// <exception cref="FormatException">The id cannot be stored, or would be another connection's.</exception>
    public DocumentPath Path(string collection, string posId) => Prefix.Length == 0 && OtherPrefixes.FirstOrDefault(p => posId.StartsWith(p, StringComparison.Ordinal)) is { } other
        ? throw new FormatException($"The id '{posId}' begins as those of the connection '{other[..^1]}' do.")
        : new(collection, DocumentId.Escape(Key(posId)));

    /// <summary>The POS's id of a document of this connection; null where it is another connection's.</summary>
    public string? PosIdOf(DocumentPath path) => PosIdOfKey(DocumentId.Unescape(path.Id));

    /// <summary>The POS's id of an id as documents state it; null where it is another connection's.</summary>
    public string? PosIdOfKey(string key)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || OtherPrefixes.Any(p => key.StartsWith(p, StringComparison.Ordinal))) return null;
        return key[Prefix.Length..];
    }

    /// <summary>The POS's id that a document refers to by an id as documents state it.</summary>
    public string PosIdIn(string reference) => PosIdOfKey(reference) ?? reference;
}
