using System.Text;

namespace Sync.Store.Rules;

/// <summary>Measures a body while it is written, as <see cref="BodyRules"/> measures what is.</summary>
internal struct BodyTally
{
    /// <summary>Stands for the length of a name that only a walk can judge.</summary>
    public const int Doubtful = -1;

    private int bytes;
    private int values;
    private int topNames;
    private int depth;
    private int deepest;
    private int longest;
    private bool isUnknown;

    /// <summary>What has been written so far.</summary>
    public readonly BodyMeasure Measure => new(bytes, values, topNames, deepest, longest, !isUnknown);

    /// <summary>The length of a field's name in UTF-8, or <see cref="Doubtful"/>.</summary>
    public static int LengthOf(string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        return length is 0 or > DocumentLimits.MaxFieldNameBytes || name.StartsWith("__", StringComparison.Ordinal) ? Doubtful : length;
    }

    /// <summary>A field's name, of so many bytes.</summary>
    public void Name(int length)
    {
        if (length == Doubtful) isUnknown = true;
        bytes += length + 1;
        if (depth == 0) topNames += length;
    }

    /// <summary>A number, true, false or null.</summary>
    public void Plain(int size)
    {
        bytes += size;
        values++;
    }

    /// <summary>A text.</summary>
    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        longest = Math.Max(longest, length);
        Plain(length + 1);
    }

    /// <summary>Raw bytes.</summary>
    public void Bytes(int length)
    {
        longest = Math.Max(longest, length);
        Tagged(length);
    }

    /// <summary>A time.</summary>
    public void Time() => Tagged(8);

    /// <summary>A map or a list begins.</summary>
    public void Open()
    {
        values++;
        deepest = Math.Max(deepest, ++depth);
    }

    /// <summary>It ends.</summary>
    public void Close() => depth--;

    /// <summary>Something that was not measured.</summary>
    public void Unknown() => isUnknown = true;

    // Stands as a map in the JSON, see DocumentBody.
    private void Tagged(int size)
    {
        Plain(size);
        deepest = Math.Max(deepest, depth + 1);
    }
}
