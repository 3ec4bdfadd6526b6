using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sync.Engine.Ledger;

/// <summary>
/// The first 128 bits of SHA-256 of something: the same everywhere and for ever, and wide enough to stand for it.
/// </summary>
/// <remarks>No <see cref="UInt128"/>: what takes or gives one is left out when a program is published precompiled (seen in profiles of one), and ran unoptimised for all of a short run.</remarks>
/// <param name="High">The later eight bytes, the least one first.</param>
/// <param name="Low">The earlier eight.</param>
internal readonly record struct StableHash(ulong High, ulong Low) : IComparable<StableHash>
{
    /// <summary>How many bytes one takes.</summary>
    public const int Bytes = 16;

    /// <summary>Of nothing that there is.</summary>
    public static readonly StableHash None;

    public bool IsNone => this == None;

    public static StableHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Read(hash);
    }

    public static StableHash Of(string text)
    {
        if (text.Length > 256) return Of(Encoding.UTF8.GetBytes(text));
        Span<byte> bytes = stackalloc byte[768];
        return Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>As <see cref="Write"/> put it down.</summary>
    public static StableHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes));

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(to[sizeof(ulong)..], High);
    }

    /// <summary>Of 32 hexadecimal digits, as <see cref="ToString"/> gives them.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static StableHash Parse(string digits) => digits.Length == 32
        ? new(ulong.Parse(digits.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), ulong.Parse(digits.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{digits}' is not 32 hexadecimal digits.");

    public int CompareTo(StableHash other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public override int GetHashCode() => (int)Low;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
