using System.Text;
using System.Text.Json;

namespace Sync.Engine.Queries;

/// <summary>
/// Copies a stored body's JSON in one pass, whole stretches at a time. Cut are the fields to leave out, the maps that tag times and
/// bytes, and what keeps a name from reading as a tag: so the copy is never longer than what is stored. A map whose keys are not in
/// order is put in order where it was copied to.
/// </summary>
internal ref struct PlainCopy
{
    private const int MostDepth = 64; // what the reader takes

    [ThreadStatic]
    private static List<int>? spare; // a list for each of hundreds of documents would be garbage at once

    private readonly ReadOnlySpan<byte> from;
    private readonly Span<byte> to;
    private readonly byte[][] without;
    private readonly bool everywhere;
    private readonly Span<OpenMap> maps; // by depth
    private readonly List<int> fields; // where those of the open maps begin in the copy
    private Utf8JsonReader json;
    private int copied; // of what is stored
    private int written;

    private PlainCopy(ReadOnlySpan<byte> from, Span<byte> to, byte[][] without, bool everywhere, Span<OpenMap> maps, List<int> fields)
    {
        (this.without, this.everywhere, this.fields) = (without, everywhere, fields);
        this.from = from;
        this.to = to;
        this.maps = maps;
        json = new Utf8JsonReader(from);
    }

    /// <summary>Copies a body.</summary>
    /// <param name="from">Its JSON.</param>
    /// <param name="to">As long as that at least.</param>
    /// <param name="without">Names to leave out, as bodies have them.</param>
    /// <param name="everywhere">Whether they are left out of maps inside, too.</param>
    /// <returns>How long the copy is.</returns>
    public static int Run(ReadOnlySpan<byte> from, Span<byte> to, byte[][] without, bool everywhere)
    {
        Span<OpenMap> maps = stackalloc OpenMap[MostDepth + 1];
        var fields = spare ??= new List<int>(64);
        fields.Clear();
        var copy = new PlainCopy(from, to, without, everywhere, maps, fields);
        copy.Run();
        return copy.written;
    }

    private void Run()
    {
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName) Field(ref maps[json.CurrentDepth - 1]);
            else if (json.TokenType == JsonTokenType.StartObject) maps[json.CurrentDepth] = new OpenMap { FirstField = fields.Count };
            else if (json.TokenType == JsonTokenType.EndObject) EndMap(maps[json.CurrentDepth]);
        }

        CopyTo(from.Length);
    }

    private void Field(ref OpenMap map)
    {
        var start = (int)json.TokenStartIndex;
        var name = json.ValueSpan;
        if ((everywhere || json.CurrentDepth == 1) && IsLeftOut(name)) LeaveOut(start);
        else if (name is [(byte)'$', ..] && (name.SequenceEqual("$time"u8) || name.SequenceEqual("$bytes"u8))) Untag(start);
        else
        {
            fields.Add(written + start - copied);
            // Names with escapes or of other letters do not sort as their bytes do.
            map.Unsorted |= json.ValueIsEscaped || from[map.LastName].SequenceCompareTo(name) > 0 || !Ascii.IsValid(name);
            map.LastName = (start + 1)..(start + 1 + name.Length);
            if (name is not [(byte)'$', (byte)'$', ..]) return;
            CopyTo(start + 1);
            copied++;
        }
    }

    private readonly bool IsLeftOut(ReadOnlySpan<byte> name)
    {
        foreach (var left in without)
            if (json.ValueIsEscaped ? json.ValueTextEquals(left) : name.SequenceEqual(left)) return true;
        return false;
    }

    private void LeaveOut(int start)
    {
        CopyTo(start);
        json.Read();
        json.Skip();
        copied = (int)json.BytesConsumed;
        if (from[copied] == (byte)',') copied++;
        else if (to[written - 1] == (byte)',') written--;
    }

    // The map around the tag goes; its text stays.
    private void Untag(int start)
    {
        CopyTo(start - 1);
        json.Read();
        copied = (int)json.TokenStartIndex;
        CopyTo((int)json.BytesConsumed);
        json.Read();
        copied = (int)json.BytesConsumed;
    }

    private readonly void ForgetFields(int first) => fields.RemoveRange(first, fields.Count - first);

    private void EndMap(OpenMap map)
    {
        if (map.Unsorted)
        {
            CopyTo((int)json.TokenStartIndex);
            Sort(fields[map.FirstField..]);
        }

        ForgetFields(map.FirstField);
    }

    // Merged fields stand where they came, and others keep fields of their own.
    private readonly void Sort(List<int> starts)
    {
        var begin = starts[0];
        var unsorted = to[begin..written].ToArray();
        var slices = new Range[starts.Count];
        for (var i = 0; i < slices.Length; i++) slices[i] = (starts[i] - begin)..(i + 1 < slices.Length ? starts[i + 1] - begin - 1 : unsorted.Length);
        Array.Sort(slices, (a, b) => Compare(unsorted.AsSpan(a), unsorted.AsSpan(b)));
        var at = begin;
        foreach (var slice in slices)
        {
            if (at > begin) to[at++] = (byte)',';
            unsorted.AsSpan(slice).CopyTo(to[at..]);
            at += unsorted.AsSpan(slice).Length;
        }
    }

    private static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        PlainNameOf(a, out var nameA) && PlainNameOf(b, out var nameB) ? nameA.SequenceCompareTo(nameB) : string.CompareOrdinal(NameOf(a), NameOf(b));

    // Of a field; false where its name does not sort as its bytes do.
    private static bool PlainNameOf(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> name)
    {
        name = field.Slice(1, field[1..].IndexOfAny((byte)'"', (byte)'\\'));
        return field[name.Length + 1] == (byte)'"' && Ascii.IsValid(name);
    }

    private static string NameOf(ReadOnlySpan<byte> field)
    {
        var json = new Utf8JsonReader(field, isFinalBlock: false, default);
        json.Read();
        return json.GetString()!;
    }

    private void CopyTo(int end)
    {
        var stretch = from[copied..end];
        stretch.CopyTo(to[written..]);
        written += stretch.Length;
        copied = end;
    }

    /// <summary>A map that is being copied.</summary>
    private struct OpenMap
    {
        public int FirstField;
        public bool Unsorted;
        public Range LastName;
    }
}
