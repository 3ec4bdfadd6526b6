using System.Text.Json;

namespace Sync.Store.Json;

/// <summary>Merges top-level fields into a stored body.</summary>
internal static class BodyMerge
{
    /// <summary>
    /// The stored body with the patch's fields set and some removed, or null where that changes nothing. Fields keep their
    /// place; new ones come last.
    /// </summary>
    public static byte[]? Apply(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> patch, IReadOnlyList<string> remove)
    {
        var fields = Index(patch);
        foreach (var name in remove) fields.TryAdd(FieldName.Escape(name), default);
        var result = new FieldSlices(stored.Length + patch.Length);
        var changed = false;
        var old = new TopLevelFields(stored);
        while (old.MoveNext())
        {
            if (!fields.Remove(old.Name, out var slice))
            {
                result.Add(stored[old.Whole]);
            }
            else if (slice.Whole.Equals(default))
            {
                changed = true;
            }
            else
            {
                changed |= !Same(old.Value, patch[slice.Value]);
                result.Add(patch[slice.Whole]);
            }
        }

        foreach (var added in fields.Values.Where(s => !s.Whole.Equals(default)))
        {
            changed = true;
            result.Add(patch[added.Whole]);
        }

        return changed ? result.ToBody() : null;
    }

    /// <summary>Whether two values are the same, whatever the order of their keys.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b)) return true;
        if (a[0] != b[0] && a[0] is (byte)'"' or (byte)'{' or (byte)'[') return false;
        return JsonElement.DeepEquals(JsonElement.Parse(a), JsonElement.Parse(b));
    }

    private static Dictionary<string, (Range Whole, Range Value)> Index(ReadOnlySpan<byte> patch)
    {
        var fields = new Dictionary<string, (Range, Range)>(16, StringComparer.Ordinal);
        var each = new TopLevelFields(patch);
        while (each.MoveNext()) fields[each.Name] = (each.Whole, each.ValueRange);
        return fields;
    }
}
