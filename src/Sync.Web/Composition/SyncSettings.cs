using System.Globalization;
using Sync.Store;

namespace Sync.Web.Composition;

/// <summary>What the environment says about where and how Sync runs.</summary>
public sealed record SyncSettings
{
    /// <summary>Where documents are kept (<c>SYNC_STORE</c>); default a file under <c>./data</c>.</summary>
    public required StoreLocation Store { get; init; }

    /// <summary>The master key in base64 (<c>SYNC_MASTER_KEY</c>); null for the key file beside the database.</summary>
    public string? MasterKey { get; init; }

    /// <summary>How long an org's lease lasts (<c>SYNC_LEASE_SECONDS</c>); default 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the cron must show (<c>CRON_SECRET</c>); null where there is no cron route.</summary>
    public string? CronSecret { get; init; }

    /// <summary>
    /// The address at which the service is reached from outside (<c>SYNC_PUBLIC_URL</c>), without a <c>/</c> at the end; null where
    /// it is not told, and then each request's own host is taken for it.
    /// </summary>
    public string? PublicUrl { get; init; }

    /// <summary>Reads the environment.</summary>
    /// <exception cref="FormatException">A variable holds something else than it should; the message names it.</exception>
    public static SyncSettings FromEnvironment() => new()
    {
        Store = StoreLocation.Parse(Variable("SYNC_STORE") ?? "sqlite:" + StoreLocation.DefaultFile),
        MasterKey = Variable("SYNC_MASTER_KEY"),
        Lease = LeaseOf(Variable("SYNC_LEASE_SECONDS")),
        CronSecret = Variable("CRON_SECRET"),
        PublicUrl = PublicUrlOf(Variable("SYNC_PUBLIC_URL")),
    };

    private static TimeSpan LeaseOf(string? text)
    {
        if (text is null) return TimeSpan.FromSeconds(30);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.5 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"SYNC_LEASE_SECONDS is '{text}'; give a number of seconds from 0.5 to 3600.");
    }

    private static string? PublicUrlOf(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0
            ? text.TrimEnd('/')
            : throw new FormatException($"SYNC_PUBLIC_URL is '{text}'; give the service's address, such as https://sync.example.com.");
    }

    // Blanks are nothing: a secret of blanks would be one that anybody can show.
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
