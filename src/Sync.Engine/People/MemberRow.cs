using Sync.Engine.Ledger;

namespace Sync.Engine.People;

/// <summary>What is remembered of a customer's document: which state of it was looked at, and the phone number that stood there.</summary>
/// <param name="Fingerprint">Of the POS's fields.</param>
/// <param name="Phone">In E.164 form; null where it cannot be told.</param>
internal readonly record struct MemberRow(StableHash Fingerprint, string? Phone)
{
    public static MemberRow Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        return new MemberRow(reader.Fingerprint128(), reader.Text());
    }

    public void Write(RowWriter writer)
    {
        writer.Clear();
        writer.Fingerprint(Fingerprint);
        writer.Text(Phone);
    }
}
