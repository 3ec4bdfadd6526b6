namespace Sync.Web.Access;

/// <summary>
/// Where people sign in at Google, and where the code that they come back with is exchanged. The defaults are the
/// <c>authorization_endpoint</c> and <c>token_endpoint</c> of https://accounts.google.com/.well-known/openid-configuration.
/// </summary>
public sealed record GoogleAddresses
{
    /// <summary>Where people are sent to.</summary>
    public string Authorise { get; init; } = "https://accounts.google.com/o/oauth2/v2/auth";

    /// <summary>Where a code is exchanged.</summary>
    public string Token { get; init; } = "https://oauth2.googleapis.com/token";
}
