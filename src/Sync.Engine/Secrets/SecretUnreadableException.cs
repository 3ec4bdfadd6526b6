namespace Sync.Engine.Secrets;

/// <summary>Stored secrets cannot be decrypted: the master key is not the one they were stored with, or they were altered.</summary>
public sealed class SecretUnreadableException(Exception? inner) : Exception(inner is null
    ? "The master key that the stored credentials were saved with is missing. Put its file back beside the database, or set SYNC_MASTER_KEY. If it is lost for good, 'possync org forget-secrets ORG' drops what it protects; then connect again."
    : "The stored credentials cannot be decrypted with this master key. Set SYNC_MASTER_KEY (or put back the key file) that was in force when they were saved. If it is lost for good, 'possync org forget-secrets ORG' drops what it protects; then connect again.", inner);
