namespace Sync.Engine.Secrets;

/// <summary>
/// The master keys of a service: the one in force, which wraps each tenant's own key, and others that are accepted while keys are
/// rotated. None is ever stored beside the data; unwrapped keys are kept in memory, so that a service that keeps the master key
/// is asked once per tenant and process.
/// </summary>
public sealed class MasterKey(IWrappingKey inForce, IReadOnlyList<IWrappingKey> others)
{
    private readonly UnwrappedKeys unwrapped = new();

    /// <summary>One key and no other.</summary>
    public MasterKey(IWrappingKey inForce) : this(inForce, []) { }

    /// <summary>The key that wraps.</summary>
    public IWrappingKey InForce => inForce;

    /// <summary>A key that is given as 32 bytes in base64.</summary>
    /// <exception cref="FormatException">It is not; the message does not repeat it.</exception>
    public static MasterKey Parse(string base64) => new(LocalKey.Parse(base64));

    /// <summary>A key in a file: <see cref="KeyFile"/>.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static MasterKey InFile(string path) => new(new KeyFile(path));

    /// <summary>The same, and one more that is accepted.</summary>
    public MasterKey And(IWrappingKey other) => new(inForce, [.. others, other]);

    /// <summary>Wraps a tenant's key with the key in force.</summary>
    internal Task<WrappedKey> WrapAsync(byte[] dataKey, byte[] purpose, CancellationToken cancellation) => inForce.WrapAsync(dataKey, purpose, cancellation);

    /// <summary>Unwraps a tenant's key, or has it in memory.</summary>
    /// <exception cref="SecretUnreadableException">None of the keys is the one that wrapped it, or it was altered.</exception>
    internal Task<byte[]> UnwrapAsync(WrappedKey wrapped, byte[] purpose, CancellationToken cancellation) =>
        unwrapped.GetAsync(wrapped, purpose, () => OpenAsync(wrapped, purpose), cancellation);

    private async Task<byte[]> OpenAsync(WrappedKey wrapped, byte[] purpose)
    {
        SecretUnreadableException? refusal = null;
        foreach (var key in others.Prepend(inForce).Where(k => wrapped.KeyId is null || k.Knows(wrapped.KeyId)))
        {
            try
            {
                return await key.UnwrapAsync(wrapped, purpose, CancellationToken.None);
            }
            catch (SecretUnreadableException e)
            {
                refusal = e; // where it was wrapped before ids were noted, another may fit
            }
        }

        throw refusal ?? (inForce.Id is null ? new SecretUnreadableException(null) : SecretUnreadableException.OtherKey());
    }
}
