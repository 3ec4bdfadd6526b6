using System.Text;
using Sync.Store.Json;

namespace Sync.Store.Sqlite;

/// <summary>Makes the keys of a collection's documents for all of its indexes, reading a body once.</summary>
internal sealed class SqliteEntryKeys
{
    private static readonly Dictionary<string, SqliteEntryKeys> ByCollection =
        SqliteIndex.All.Select(i => i.Collection).Distinct().ToDictionary(c => c, c => new SqliteEntryKeys([.. SqliteIndex.Of(c)]), StringComparer.Ordinal);

    private readonly byte[][] fields;
    private readonly int[][] places; // of each index's fields among these

    private SqliteEntryKeys(IReadOnlyList<SqliteIndex> indexes)
    {
        Indexes = indexes;
        var names = indexes.SelectMany(i => i.Fields).Distinct().ToList();
        fields = [.. names.Select(f => Encoding.UTF8.GetBytes(FieldName.Escape(f)))];
        places = [.. indexes.Select(i => i.Fields.Select(f => names.IndexOf(f)).ToArray())];
    }

    /// <summary>The indexes, in the order of the keys.</summary>
    public IReadOnlyList<SqliteIndex> Indexes { get; }

    /// <summary>Those of a collection; null where it has no index.</summary>
    public static SqliteEntryKeys? Of(string collection) => ByCollection.GetValueOrDefault(collection);

    /// <summary>A document's keys; null where it has no entry in an index, for it lacks a field.</summary>
    public byte[]?[] Of(ReadOnlySpan<byte> body)
    {
        var values = new FieldValue[fields.Length];
        var each = new TopLevelFields(body);
        for (var left = fields.Length; left > 0; left--)
        {
            var found = each.MoveTo(fields);
            if (found < 0) break;
            values[found] = FieldValue.Read(each.Value);
        }

        return [.. places.Select(p => Array.TrueForAll(p, f => values[f].IsThere) ? SqliteIndex.Key([.. p.Select(f => values[f])]) : null)];
    }
}
