namespace Sync.Web.Kms;

/// <summary>How Cloud KMS is reached.</summary>
public sealed record KmsOptions
{
    /// <summary>Where it is; default Google's.</summary>
    public Uri Endpoint { get; init; } = new("https://cloudkms.googleapis.com");

    /// <summary>How long one request may take; default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request is sent again while the reason to fail is a passing one; default 5.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Of the waits between tries, for tests; null takes it from the clock. Default null.</summary>
    public int? JitterSeed { get; init; }

    /// <summary>An access token that is valid now; null for that of the application's default credentials.</summary>
    public Func<CancellationToken, Task<string>>? AccessToken { get; init; }
}
