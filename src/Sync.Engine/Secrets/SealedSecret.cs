using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>An encrypted text.</summary>
/// <param name="Bytes">To be stored.</param>
/// <param name="Guard">
/// Refuses a commit where the tenant's key was rotated since. It goes with commits that would else store what was encrypted with
/// a key that is gone: those of new documents. A document that was read first, and is replaced at its version, needs none.
/// </param>
internal sealed record SealedSecret(byte[] Bytes, DocumentWrite Guard);
