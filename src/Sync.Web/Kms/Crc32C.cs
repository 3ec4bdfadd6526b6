using System.Globalization;
using System.Numerics;

namespace Sync.Web.Kms;

/// <summary>The CRC32C of RFC 3720, as Cloud KMS checks what it is sent and tells what it sends.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>As Google's JSON writes an int64.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes) => Of(bytes).ToString(CultureInfo.InvariantCulture);
}
