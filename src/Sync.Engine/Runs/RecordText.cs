using System.Text;

namespace Sync.Engine.Runs;

/// <summary>What a run's record keeps of an exception that nobody expected.</summary>
internal static class RecordText
{
    // An indexed text of more than 1,500 bytes is refused, and with it the whole record.
    private const int LongestBytes = 1400;
    private const int CutAt = 460;

    /// <summary>Types, messages and the place; neither the paths of the machine it was built on nor the whole stack.</summary>
    public static string Of(Exception e)
    {
        var text = $"{e.GetType().Name}: {e.Message}";
        if (e.InnerException is { } inner) text += $" <- {inner.GetType().Name}: {inner.Message}";
        if (e.TargetSite is { } site) text += $" [{site.DeclaringType?.Name}.{site.Name}]";
        return Bounded(text);
    }

    /// <summary>As much of a text as a record can hold.</summary>
    public static string Bounded(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= LongestBytes) return text;
        var end = char.IsHighSurrogate(text[CutAt - 1]) ? CutAt - 1 : CutAt;
        return text[..end] + "…";
    }
}
