using System.Text;

namespace Sync.Connectors.Files.Values;

/// <summary>Ids are text. Those that a spreadsheet spoilt are told apart, since two of them may have become one.</summary>
internal static class IdText
{
    // A document id holds 1,500 bytes: escaping may lengthen what is here, and a connection or "cid_" stands before it.
    public const int LongestBytes = 700;

    /// <summary>What is wrong with an id; null where nothing is.</summary>
    public static Rejection? Check(ReadOnlySpan<byte> id, string what)
    {
        if (id.IsEmpty) return new Rejection($"no {what}", $"The {what} is empty.");
        if (id.Length > LongestBytes) return new Rejection($"bad {what}", $"The {what} is {id.Length} bytes long; at most {LongestBytes} can be stored.");
        if (id[0] == '#' && IsErrorCell(id))
            return new Rejection($"bad {what}", $"The {what} is a spreadsheet's error, {CellText.Quoted(id)}.");
        return IsScientific(id)
            ? new Rejection($"bad {what}", $"The {what} {CellText.Quoted(id)} lost its digits in a spreadsheet; export the file again with that column as text.")
            : null;
    }

    private static bool IsErrorCell(ReadOnlySpan<byte> id) =>
        Encoding.UTF8.GetString(id) is "#N/A" or "#REF!" or "#VALUE!" or "#NAME?" or "#DIV/0!" or "#NULL!" or "#NUM!";

    /// <summary>Whether it looks as Excel writes long numbers: 1.23457E+11.</summary>
    private static bool IsScientific(ReadOnlySpan<byte> id)
    {
        var e = id.IndexOf("E+"u8);
        if (e < 1 || id.Length - e < 4 || !char.IsAsciiDigit((char)id[0])) return false;
        return !id[1..e].ContainsAnyExcept("0123456789.,"u8) && !id[(e + 2)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
