using System.Text;
using System.Text.Json;

namespace Sync.Engine.Queries;

/// <summary>
/// Copies a stored body's JSON in one pass, whole stretches at a time: cut are the fields to leave out, the maps that tag times and
/// bytes, and what keeps a name from reading as a tag. So what is copied is never longer than what is stored.
/// </summary>
internal ref struct PlainCopy
{
    private const int MostDepth = 64; // what the reader takes

    private readonly ReadOnlySpan<byte> from;
    private readonly Span<byte> to;
    private readonly byte[][] without;
    private readonly bool everywhere;
    private Utf8JsonReader json;
    private int copied; // of what is stored

    public PlainCopy(ReadOnlySpan<byte> from, Span<byte> to, byte[][] without, bool everywhere)
    {
        (this.without, this.everywhere) = (without, everywhere);
        this.from = from;
        this.to = to;
        json = new Utf8JsonReader(from);
    }

    /// <summary>How long the copy is.</summary>
    public int Written { get; private set; }

    /// <summary>Copies.</summary>
    /// <param name="sorted">Whether the keys are known to be in order; else they are looked at.</param>
    /// <returns>False where the keys are not surely in order: then there is no copy.</returns>
    public bool Run(bool sorted)
    {
        Span<Range> last = stackalloc Range[MostDepth + 2]; // at each depth, the name before
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.StartObject) last[json.CurrentDepth + 1] = default;
            else if (json.TokenType == JsonTokenType.PropertyName)
            {
                if (!sorted && !Follows(ref last[json.CurrentDepth])) return false;
                Field();
            }
        }

        CopyTo(from.Length);
        return true;
    }

    // Names of other letters and with escapes are rare, and sort otherwise as text than as bytes.
    private readonly bool Follows(ref Range last)
    {
        var name = json.ValueSpan;
        if (json.ValueIsEscaped || !Ascii.IsValid(name) || from[last].SequenceCompareTo(name) > 0) return false;
        var start = (int)json.TokenStartIndex + 1;
        last = start..(start + name.Length);
        return true;
    }

    private void Field()
    {
        var start = (int)json.TokenStartIndex;
        if ((everywhere || json.CurrentDepth == 1) && IsLeftOut()) LeaveOut(start);
        else if (json.ValueTextEquals("$time"u8) || json.ValueTextEquals("$bytes"u8)) Untag(start);
        else if (json.ValueSpan is [(byte)'$', (byte)'$', ..])
        {
            CopyTo(start + 1);
            copied++;
        }
    }

    private readonly bool IsLeftOut()
    {
        foreach (var name in without)
            if (json.ValueTextEquals(name)) return true;
        return false;
    }

    private void LeaveOut(int start)
    {
        CopyTo(start);
        json.Read();
        json.Skip();
        copied = (int)json.BytesConsumed;
        if (from[copied] == (byte)',') copied++;
        else if (to[Written - 1] == (byte)',') Written--;
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

    private void CopyTo(int end)
    {
        var stretch = from[copied..end];
        stretch.CopyTo(to[Written..]);
        Written += stretch.Length;
        copied = end;
    }
}
