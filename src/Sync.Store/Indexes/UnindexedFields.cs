using System.Text;
using System.Text.Json;

namespace Sync.Store.Indexes;

/// <summary>The top-level fields of a collection whose single-field index is switched off; their sub-fields inherit it.</summary>
internal sealed class UnindexedFields(IReadOnlyCollection<string> names)
{
    /// <summary>Stands for every field in a declaration.</summary>
    public const string Wildcard = "*";

    private readonly byte[][] utf8 = names.Select(n => Encoding.UTF8.GetBytes(FieldName.Escape(n))).ToArray();
    private readonly bool all = names.Contains(Wildcard);

    /// <summary>Whether a field is one of them.</summary>
    public bool Contains(string name) => all || names.Contains(name);

    /// <summary>Whether the name that the reader stands at is one of them.</summary>
    public bool Contains(ref Utf8JsonReader json)
    {
        if (all) return true;
        foreach (var name in utf8)
            if (json.ValueTextEquals(name)) return true;
        return false;
    }
}
