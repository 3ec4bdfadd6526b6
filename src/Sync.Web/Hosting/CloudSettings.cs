using System.Globalization;
using Sync.Web.Composition;

namespace Sync.Web.Hosting;

/// <summary>What the cloud service needs to be told. It has no disk of its own to fall back on, and is reachable from outside.</summary>
public static class CloudSettings
{
    private const int DefaultPort = 8080;

    /// <summary>Where Cloud Run wants it to listen (<c>PORT</c>); default 8080.</summary>
    /// <exception cref="FormatException">It is no port.</exception>
    public static string Urls()
    {
        var text = Environment.GetEnvironmentVariable("PORT");
        if (string.IsNullOrEmpty(text)) return Address(DefaultPort);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? Address(port)
            : throw new FormatException($"PORT is '{text}'; give a number from 0 to 65535.");
    }

    /// <summary>
    /// Whether the container gets processor time between requests (<c>SYNC_WEBHOOK_WORKER=1</c>), so that what webhooks tell of can
    /// be read as they come; else the scheduler's calls do it.
    /// </summary>
    /// <exception cref="FormatException">It is neither 1 nor 0.</exception>
    public static bool CarriesOutWebhooks() => SyncSettings.Flag("SYNC_WEBHOOK_WORKER");

    /// <summary>Reads the environment, and refuses what would only fail later.</summary>
    /// <exception cref="FormatException">A variable is missing or wrong; the message names all that are missing.</exception>
    public static SyncSettings FromEnvironment()
    {
        var settings = SyncSettings.FromEnvironment();
        var missing = Missing(settings).ToList();
        return missing.Count == 0 ? settings : throw new FormatException("The cloud service does not start: " + string.Join(" ", missing));
    }

    private static IEnumerable<string> Missing(SyncSettings settings)
    {
        if (settings.CronSecret is null)
            yield return "CRON_SECRET is not set; without it anybody could start syncs. Make one with 'openssl rand -base64 32'.";
        if (settings.MasterKey is null)
            yield return "SYNC_MASTER_KEY is not set; without it no connection's credentials can be read. Make one with 'openssl rand -base64 32' and never lose it, or name a key of Cloud KMS: kms:projects/….";
        if (settings.PublicUrl?.StartsWith("https:", StringComparison.Ordinal) != true)
            yield return "SYNC_PUBLIC_URL is not an https address; without it cookies would go without protection and links would name the container. Give the address that people open, such as https://sync.example.com.";
        if (settings.Store.IsFile)
            yield return "SYNC_STORE is not firestore:PROJECT; a container's own files do not outlive it.";
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://0.0.0.0:{port}");
}
