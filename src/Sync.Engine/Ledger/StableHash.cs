using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sync.Engine.Ledger;

/// <summary>The first 128 bits of SHA-256: the same everywhere and for ever, and wide enough to stand for its input.</summary>
internal static class StableHash
{
    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    public static UInt128 Of(string text)
    {
        if (text.Length > 256) return Of(Encoding.UTF8.GetBytes(text));
        Span<byte> bytes = stackalloc byte[768];
        return Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}
