using System.Globalization;

namespace Sync.Store.Firestore.Grpc;

/// <summary>Instants as protobuf's Timestamp: seconds since 1970 and nanoseconds.</summary>
internal static class ProtoTime
{
    private const int NanoDigits = 9;

    /// <summary>Writes an instant of a body.</summary>
    public static void Write(ProtoWriter to, int field, DateTimeOffset value)
    {
        var seconds = value.ToUnixTimeSeconds(); // rounds down before 1970 too
        Write(to, field, seconds, (int)(value.UtcTicks - DateTimeOffset.FromUnixTimeSeconds(seconds).UtcTicks) * 100);
    }

    /// <summary>Writes an instant that Firestore sent as text, to the last nanosecond.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryWrite(ProtoWriter to, int field, string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? text : string.Concat(text.AsSpan(0, dot), "Z");
        var decimals = dot < 0 ? "" : text[(dot + 1)..].TrimEnd('Z');
        if (!text.EndsWith('Z') || decimals.Length > NanoDigits || !decimals.All(char.IsAsciiDigit)
            || !DateTimeOffset.TryParseExact(whole, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var second)) return false;
        Write(to, field, second.ToUnixTimeSeconds(), int.Parse(decimals.PadRight(NanoDigits, '0'), CultureInfo.InvariantCulture));
        return true;
    }

    private static void Write(ProtoWriter to, int field, long seconds, int nanos)
    {
        var time = to.Begin(field);
        if (seconds != 0) to.Number(ProtoFields.Seconds, seconds);
        if (nanos != 0) to.Number(ProtoFields.Nanos, nanos);
        to.End(time);
    }
}
