using System.Globalization;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.ConnectorKit.Webhooks;
using Sync.Connectors;
using Sync.Model;
using Sync.Store;
using Sync.Store.Firestore;
using Sync.Web.Access;
using Sync.Web.Connect;
using Sync.Web.Kms;

namespace Sync.Web.Composition;

/// <summary>What the environment says about where and how Sync runs.</summary>
public sealed record SyncSettings
{
    private const long DefaultUploadMegabytes = 200;

    /// <summary>Where documents are kept (<c>SYNC_STORE</c>); default a file under <c>./data</c>.</summary>
    public required StoreLocation Store { get; init; }

    /// <summary>How commits reach Firestore (<c>SYNC_FIRESTORE_COMMITS</c>, <c>rest</c> or <c>grpc</c>); default REST.</summary>
    public CommitTransport FirestoreCommits { get; init; } = CommitTransport.Rest;

    /// <summary>The master key, in base64 or as <c>kms:projects/…</c> (<c>SYNC_MASTER_KEY</c>); null for the key file beside the database.</summary>
    public string? MasterKey { get; init; }

    /// <summary>
    /// Further master keys, with commas or blanks between them (<c>SYNC_MASTER_KEYS_ALSO</c>): while keys are rotated, what they
    /// wrapped can be read too. Null for none.
    /// </summary>
    public string? FurtherMasterKeys { get; init; }

    /// <summary>How Cloud KMS is reached, where the master key is there.</summary>
    public KmsOptions Kms { get; init; } = new();

    /// <summary>How long an org's lease lasts (<c>SYNC_LEASE_SECONDS</c>); default 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the cron must show (<c>CRON_SECRET</c>); null where there is no cron route.</summary>
    public string? CronSecret { get; init; }

    /// <summary>Where people and POS systems reach the service (<c>SYNC_PUBLIC_URL</c>), without a path; null for the address it is served on.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Whether a proxy stands before the service that says who asks (<c>SYNC_BEHIND_PROXY=1</c>); then tries are counted by the address it names.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>The OAuth client id whose Google ID tokens sign people in (<c>SYNC_GOOGLE_CLIENT_ID</c>); null where none do.</summary>
    public string? GoogleClientId { get; init; }

    /// <summary>
    /// The secret of that client (<c>SYNC_GOOGLE_CLIENT_SECRET</c>): with it, the site's sign-in page leads to Google; null where it
    /// does not.
    /// </summary>
    public Secret? GoogleClientSecret { get; init; }

    /// <summary>Where people sign in at Google.</summary>
    public GoogleAddresses Google { get; init; } = new();

    /// <summary>The Firebase project whose ID tokens sign people in (<c>SYNC_FIREBASE_PROJECT</c>); null where none do.</summary>
    public string? FirebaseProject { get; init; }

    /// <summary>Where the keys are that ID tokens are signed with.</summary>
    public IdTokenKeys IdTokenKeys { get; init; } = new();

    /// <summary>
    /// Where uploaded files wait for their import (<c>SYNC_UPLOADS</c>); default <c>uploads</c> beside the database, or in the
    /// machine's temporary folder where the database is no file.
    /// </summary>
    public string? Uploads { get; init; }

    /// <summary>The largest file that can be uploaded, in bytes (<c>SYNC_UPLOAD_MB</c>, in MiB); default 200 MiB.</summary>
    public long LargestUpload { get; init; } = DefaultUploadMegabytes << 20;

    /// <summary>
    /// The apps that the operator has registered at POS systems, by connector (<c>SYNC_SQUARE_CLIENT_ID</c> and
    /// <c>SYNC_SQUARE_CLIENT_SECRET</c>, and so on): owners sign in with them. Scopes that the POS had to approve an app for stand in
    /// <c>SYNC_SHOPIFY_APPROVED_SCOPES</c>, by commas.
    /// </summary>
    public IReadOnlyDictionary<string, AppCredentials> Apps { get; init; } = new Dictionary<string, AppCredentials>();

    /// <summary>
    /// What signs the webhooks that a POS sends to the app's one address, where that is not the app's secret, by connector
    /// (<c>SYNC_SQUARE_WEBHOOK_KEY</c>, <c>SYNC_CLOVER_WEBHOOK_KEY</c>).
    /// </summary>
    public IReadOnlyDictionary<string, Secret> WebhookKeys { get; init; } = new Dictionary<string, Secret>();

    /// <summary>Hosts that may be reached though they are not public, and where the operator's apps may be used (<c>SYNC_ALLOW_PRIVATE_HOSTS</c>); default none.</summary>
    public AllowedHosts AllowedHosts { get; init; } = AllowedHosts.None;

    /// <summary>Reads the environment.</summary>
    /// <exception cref="FormatException">A variable holds something else than it should; the message names it.</exception>
    public static SyncSettings FromEnvironment() => new()
    {
        Store = StoreLocation.Parse(Variable("SYNC_STORE") ?? "sqlite:" + StoreLocation.DefaultFile),
        FirestoreCommits = CommitsOf(Variable("SYNC_FIRESTORE_COMMITS")),
        MasterKey = Variable("SYNC_MASTER_KEY"),
        FurtherMasterKeys = Variable("SYNC_MASTER_KEYS_ALSO"),
        Lease = LeaseOf(Variable("SYNC_LEASE_SECONDS")),
        CronSecret = Variable("CRON_SECRET"),
        PublicUrl = PublicAddress.Parse(Variable("SYNC_PUBLIC_URL")),
        BehindProxy = Flag("SYNC_BEHIND_PROXY"),
        GoogleClientId = AppOf("SYNC_GOOGLE")?.ClientId,
        GoogleClientSecret = AppOf("SYNC_GOOGLE")?.ClientSecret,
        FirebaseProject = Variable("SYNC_FIREBASE_PROJECT"),
        Uploads = Variable("SYNC_UPLOADS"),
        LargestUpload = UploadOf(Variable("SYNC_UPLOAD_MB")),
        AllowedHosts = AllowedHosts.FromEnvironment(),
        Apps = AllConnectors.List.Where(c => c.Descriptor.OAuth is not null)
            .Select(c => (c.Descriptor.Id, App: AppOf("SYNC_" + c.Descriptor.Id.ToUpperInvariant())))
            .Where(c => c.App is not null).ToDictionary(c => c.Id, c => c.App!),
        WebhookKeys = AllConnectors.List.Where(c => c is IAppWebhookConnector { SignedWithClientSecret: false })
            .Select(c => (c.Descriptor.Id, Key: Variable($"SYNC_{c.Descriptor.Id.ToUpperInvariant()}_WEBHOOK_KEY")))
            .Where(c => c.Key is not null).ToDictionary(c => c.Id, c => new Secret(c.Key!.Trim())),
    };

    /// <summary>Only where the data is: a record would print its secrets.</summary>
    public override string ToString() => $"{nameof(SyncSettings)} of {Store}";

    private static AppCredentials? AppOf(string prefix)
    {
        var (id, secret) = (Variable(prefix + "_CLIENT_ID"), Variable(prefix + "_CLIENT_SECRET"));
        if (id is null && secret is not null) throw new FormatException($"{prefix}_CLIENT_SECRET is set and {prefix}_CLIENT_ID is not: set both.");
        // Trimmed: a secret that was written to a file or a secret manager often carries the editor's last line break.
        return id is null ? null : new AppCredentials(id.Trim(), secret is null ? null : new Secret(secret.Trim()))
        {
            Approved = (Variable(prefix + "_APPROVED_SCOPES") ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
    }

    /// <summary>A variable that is 1, or 0 as when it is not set.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    internal static bool Flag(string name) => Variable(name)?.Trim() switch
    {
        null or "0" => false,
        "1" => true,
        var text => throw new FormatException($"{name} is '{text}'; give 1 for yes, or 0."),
    };

    private static long UploadOf(string? text)
    {
        if (text is null) return DefaultUploadMegabytes << 20;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes is >= 1 and <= 10_240
            ? (long)megabytes << 20
            : throw new FormatException($"SYNC_UPLOAD_MB is '{text}'; give a number of megabytes from 1 to 10240.");
    }

    private static CommitTransport CommitsOf(string? text)
    {
        if (text is null) return CommitTransport.Rest;
        foreach (var way in Enum.GetValues<CommitTransport>())
            if (text.Trim() == way.ToString().ToLowerInvariant()) return way;
        throw new FormatException($"SYNC_FIRESTORE_COMMITS is '{text}'; give rest, or grpc for gRPC first.");
    }

    private static TimeSpan LeaseOf(string? text)
    {
        if (text is null) return TimeSpan.FromSeconds(30);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.5 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"SYNC_LEASE_SECONDS is '{text}'; give a number of seconds from 0.5 to 3600.");
    }

    // Blanks are nothing: a secret of blanks would be one that anybody can show.
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
