namespace Sync.Web.Access;

/// <summary>Who issues ID tokens cannot be asked just now, for one or for the keys, so that nobody can say who somebody is.</summary>
internal sealed class KeysUnavailableException(Exception inner)
    : Exception("The issuer of ID tokens does not answer just now. Whoever signs in with a password or an API key is not concerned.", inner);
