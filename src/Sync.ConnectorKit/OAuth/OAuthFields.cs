namespace Sync.ConnectorKit.OAuth;

/// <summary>The names of the settings that hold a grant: the same for every connector with OAuth.</summary>
public static class OAuthFields
{
    /// <summary>The access token.</summary>
    public const string AccessToken = "accessToken";

    /// <summary>What renews the access token.</summary>
    public const string RefreshToken = "refreshToken";

    /// <summary>When the access token ends, in ISO 8601; not there where it does not tell. Kept beside the tokens, so that they change together.</summary>
    public const string AccessTokenExpires = "accessTokenExpires";

    /// <summary>The settings that are renewed together.</summary>
    public static IReadOnlyList<string> Grant { get; } = [AccessToken, RefreshToken, AccessTokenExpires];

    /// <summary>The client id of the owner's own app; without it the operator's app is used.</summary>
    public const string ClientId = "clientId";

    /// <summary>The client secret of the owner's own app.</summary>
    public const string ClientSecret = "clientSecret";

    /// <summary>Where the API is, where that is not the POS's usual place.</summary>
    public const string BaseUrl = "baseUrl";

    /// <summary>The field that holds when the access token ends.</summary>
    public static SettingField Expires { get; } = new(AccessTokenExpires, "Access token ends", "When the access token ends; noted by Sync when it signs in or renews it.")
    {
        Secret = true,
        Managed = true,
    };
}
