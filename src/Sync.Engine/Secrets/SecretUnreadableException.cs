namespace Sync.Engine.Secrets;

/// <summary>Stored secrets cannot be decrypted: the master key is not the one they were stored with, or they were altered.</summary>
public sealed class SecretUnreadableException(Exception inner) : Exception(
    "The stored credentials cannot be decrypted with this master key. Set SYNC_MASTER_KEY (or put back the key file) that was in force when they were saved, or connect again.", inner);
