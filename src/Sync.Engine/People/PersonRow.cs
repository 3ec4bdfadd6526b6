using Sync.Engine.Ledger;
using Sync.Insights.Segments;

namespace Sync.Engine.People;

/// <summary>What is remembered of a person's document.</summary>
internal sealed record PersonRow
{
    /// <summary>Stands for all that the document is made of, time aside.</summary>
    public required StableHash Print { get; init; }

    /// <summary>As it stands on the document.</summary>
    public required Segment Segment { get; init; }

    /// <summary>The customers' ids, as documents state them, in the order of their connections.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    public static PersonRow Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        var (print, segment) = (reader.Fingerprint128(), (Segment)reader.Byte());
        List<string> members = [];
        while (!reader.AtEnd) members.Add(reader.Text()!);
        return new PersonRow { Print = print, Segment = segment, Members = members };
    }

    public void Write(RowWriter writer)
    {
        writer.Clear();
        writer.Fingerprint(Print);
        writer.Byte((byte)Segment);
        foreach (var member in Members) writer.Text(member);
    }
}
