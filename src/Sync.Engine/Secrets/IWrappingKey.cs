namespace Sync.Engine.Secrets;

/// <summary>A master key, wherever it is: what it wraps can be unwrapped with the same key and for the same purpose only.</summary>
public interface IWrappingKey
{
    /// <summary>Where it is: <c>file</c>, <c>environment</c> or <c>kms</c>.</summary>
    string Kind { get; }

    /// <summary>The id of the key that it wraps with now; null where that is made with the first use. See <see cref="WrappedKey.KeyId"/>.</summary>
    string? Id { get; }

    /// <summary>Whether it can unwrap what was wrapped under an id.</summary>
    bool Knows(string keyId);

    /// <summary>Wraps a tenant's key.</summary>
    /// <param name="dataKey">In clear.</param>
    /// <param name="purpose">Whose and what for; not secret.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="Store.StoreException">A service that keeps the key is away, or refuses.</exception>
    Task<WrappedKey> WrapAsync(byte[] dataKey, byte[] purpose, CancellationToken cancellation);

    /// <summary>Unwraps it.</summary>
    /// <exception cref="SecretUnreadableException">It was wrapped with another key or for another purpose, or was altered; or the key is missing.</exception>
    /// <exception cref="Store.StoreException">A service that keeps the key is away, or refuses.</exception>
    Task<byte[]> UnwrapAsync(WrappedKey wrapped, byte[] purpose, CancellationToken cancellation);
}
