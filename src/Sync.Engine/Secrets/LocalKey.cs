namespace Sync.Engine.Secrets;

/// <summary>A master key whose bytes this process has: 32 of them.</summary>
public sealed class LocalKey : IWrappingKey
{
    private const int KeyBytes = 32;
    private readonly byte[] key;

    private LocalKey(byte[] key, string kind) => (this.key, Kind, Id) = (key, kind, WrappedKey.IdOf(key));

    /// <inheritdoc />
    public string Kind { get; }

    /// <inheritdoc />
    public string Id { get; }

    /// <summary>Reads a key that is given as 32 bytes in base64.</summary>
    /// <param name="base64">Blanks around it do not matter.</param>
    /// <param name="kind">Where it was read from.</param>
    /// <exception cref="FormatException">It is not; the message does not repeat it.</exception>
    public static LocalKey Parse(string base64, string kind = "environment")
    {
        var bytes = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var length) && length == KeyBytes
            ? new LocalKey(bytes[..KeyBytes], kind)
            : throw new FormatException("The master key must be 32 random bytes in base64, such as 'openssl rand -base64 32' prints.");
    }

    /// <inheritdoc />
    public bool Knows(string keyId) => keyId == Id;

    /// <inheritdoc />
    public Task<WrappedKey> WrapAsync(byte[] dataKey, byte[] purpose, CancellationToken cancellation) =>
        Task.FromResult(new WrappedKey(AesSeal.Seal(key, dataKey, purpose), Id, Kind));

    /// <inheritdoc />
    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, byte[] purpose, CancellationToken cancellation) =>
        Task.FromResult(AesSeal.Open(key, wrapped.Bytes, purpose));
}
