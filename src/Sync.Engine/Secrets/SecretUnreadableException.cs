namespace Sync.Engine.Secrets;

/// <summary>Stored secrets cannot be decrypted: the master key is not the one they were stored with, or they were altered.</summary>
public sealed class SecretUnreadableException : Exception
{
    private const string Missing =
        "The master key that the stored credentials were saved with is missing. Put its file back beside the database, or set SYNC_MASTER_KEY. If it is lost for good, 'possync org forget-secrets ORG' drops what it protects; then connect again.";

    private const string Another =
        "The stored credentials cannot be decrypted with this master key. Set SYNC_MASTER_KEY (or put back the key file) that was in force when they were saved. If it is lost for good, 'possync org forget-secrets ORG' drops what it protects; then connect again.";

    /// <summary>It is another key, or the bytes were altered; without a cause, the key is missing.</summary>
    public SecretUnreadableException(Exception? inner) : base(inner is null ? Missing : Another, inner) => IsMissing = inner is null;

    private SecretUnreadableException(string message) : base(message) { }

    /// <summary>Whether there is no master key at all.</summary>
    public bool IsMissing { get; }

    /// <summary>None of the master keys given is the one that wrapped it.</summary>
    internal static SecretUnreadableException OtherKey() => new(Another);
}
