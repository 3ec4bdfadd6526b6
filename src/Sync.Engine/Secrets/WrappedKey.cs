using System.Security.Cryptography;
using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>A tenant's own key, as it is stored.</summary>
/// <param name="Bytes">The key, encrypted.</param>
/// <param name="KeyId">Which master key did it: 16 hex digits of a hash, which tell nothing of the key; null where it was wrapped before ids were noted.</param>
/// <param name="Kind">Where that master key is, as <see cref="IWrappingKey.Kind"/> has it; null as before.</param>
public sealed record WrappedKey(byte[] Bytes, string? KeyId, string? Kind)
{
    private const int IdBytes = 8;

    /// <summary>The id of a master key: the start of a hash of something that only it has.</summary>
    public static string IdOf(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "Sync: id of a master key, 1"u8).AsSpan(0, IdBytes));

    internal void Write(DocumentBodyWriter w)
    {
        w.OptionalText("masterKey", KeyId);
        w.OptionalText("masterKind", Kind);
        w.Bytes("wrapped", Bytes);
    }

    internal static WrappedKey From(DocumentFields f) => new(f.Bytes("wrapped")!, f.Text("masterKey"), f.Text("masterKind"));
}
