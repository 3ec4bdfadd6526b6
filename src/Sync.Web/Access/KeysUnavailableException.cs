namespace Sync.Web.Access;

/// <summary>The keys that ID tokens are verified with cannot be had just now, so that nobody can say whether one is good.</summary>
internal sealed class KeysUnavailableException(Exception inner)
    : Exception("The issuer of ID tokens does not hand out its keys just now. Whoever signs in with a password or an API key is not concerned.", inner);
