using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>A sign-in that somebody has begun and not ended.</summary>
/// <param name="Ask">What is to be connected.</param>
/// <param name="Redirect">Where the POS was told to send the owner back to.</param>
/// <param name="Verifier">What PKCE's challenge was made of; null where it is not used.</param>
public sealed record PendingSignIn(ConnectAsk Ask, string Redirect, Secret? Verifier)
{
    internal StoredDocument? Document { get; init; }
}
