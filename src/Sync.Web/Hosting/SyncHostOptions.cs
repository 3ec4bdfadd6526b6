using Microsoft.Extensions.Logging;

namespace Sync.Web.Hosting;

/// <summary>How the service is hosted.</summary>
public sealed record SyncHostOptions
{
    /// <summary>Where it listens, such as <c>http://127.0.0.1:5080</c>; several with <c>;</c> between them, port 0 for a free one.</summary>
    public required string Urls { get; init; }

    /// <summary>Whether it syncs by a clock of its own; false where another one calls.</summary>
    public bool Schedule { get; init; }

    /// <summary>
    /// Whether what webhooks tell of is read as soon as they come; false where the process gets no time between requests, and the
    /// cron does it.
    /// </summary>
    public bool CarriesOutWebhooks { get; init; }

    /// <summary>Whether a proxy of the operator's stands before it and says who asks (<c>X-Forwarded-For</c>), as in the cloud.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Whether log lines are JSON on stdout, as log collectors want them; else text on stderr.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Adds to where log lines go, and which; null for the console as it is.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>How long syncs under way may take to stop at a safe point; default 20 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
