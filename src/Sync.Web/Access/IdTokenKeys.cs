namespace Sync.Web.Access;

/// <summary>Where the issuers of ID tokens publish the keys that they sign with, as JSON Web Key Sets.</summary>
public sealed record IdTokenKeys
{
    /// <summary>Google's; default its <c>jwks_uri</c> (https://accounts.google.com/.well-known/openid-configuration).</summary>
    public string Google { get; init; } = "https://www.googleapis.com/oauth2/v3/certs";

    /// <summary>Firebase's, the same for all projects.</summary>
    public string Firebase { get; init; } = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com";
}
