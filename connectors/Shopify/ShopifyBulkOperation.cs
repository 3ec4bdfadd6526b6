using System.Globalization;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;

namespace Sync.Connectors.Shopify;

/// <summary>Nothing comes of a bulk operation, in the owner's words: the records are to be read page by page. Never leaves the connector.</summary>
internal sealed class BulkUnusableException(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>
/// How far the file of a bulk operation was read: where a record's first line begins, and how many lines are before it. Without an
/// operation, its window is to be begun.
/// </summary>
internal sealed record BulkMark(string Operation, long Bytes, long Lines)
{
    public BulkWindows Windows { get; init; } = BulkWindows.Whole;

    public string Text => FormattableString.Invariant($"{Operation}|{Bytes},{Lines}") + (Windows.IsWhole ? "" : "|" + Windows.Text);

    public static BulkMark Begin(BulkWindows windows) => new("", 0, 0) { Windows = windows };

    public static BulkMark? From(string operation, string text, BulkWindows? windows) =>
        windows is not null && (operation.Length > 0 || !windows.IsWhole) && text.Split(',') is [var bytes, var lines]
        && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && long.TryParse(lines, NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            ? new BulkMark(operation, at, before) { Windows = windows }
            : null;
}

/// <summary>
/// By which times of creation a history is parted, and which part is being read. A file's own order is not known, so that the newest
/// come first only where an operation holds nothing else. A creation never changes: each record is in one part, whenever it is read.
/// </summary>
/// <param name="Edges">The times, the latest first: what was created then or later is on the newer side.</param>
/// <param name="At">How many parts were read, the newest first.</param>
internal sealed record BulkWindows(IReadOnlyList<DateTimeOffset> Edges, int At)
{
    /// <summary>All in one.</summary>
    public static BulkWindows Whole { get; } = new([], 0);

    public bool IsWhole => Edges.Count == 0;

    public bool IsLast => At == Edges.Count;

    public BulkWindows Next => this with { At = At + 1 };

    public string Filter => string.Join(" AND ", new[]
    {
        At < Edges.Count ? "created_at:>=" + Place.Quoted(Edges[At]) : null,
        At > 0 ? "created_at:<" + Place.Quoted(Edges[At - 1]) : null,
    }.Where(t => t is not null));

    public string Text => string.Join(',', Edges.Select(Place.Text).Prepend(At.ToString(CultureInfo.InvariantCulture)));

    public static BulkWindows? From(string text)
    {
        var parts = text.Split(',');
        var edges = parts.Skip(1).Select(Place.Time).OfType<DateTimeOffset>().ToList();
        return Place.Number(parts[0]) is { } at && at <= edges.Count && edges.Count > 0 && edges.Count == parts.Length - 1 ? new BulkWindows(edges, at) : null;
    }

    /// <summary>The part that is older than a time.</summary>
    public static BulkWindows OlderThan(DateTimeOffset edge) => new([edge], 1);
}

/// <summary>Has Shopify write a whole list into a file.</summary>
internal sealed class BulkOperation(ConnectionContext connection, ShopifyClient client)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // A worker is not held for longer by one operation: it goes on at Shopify, and the next run takes up the wait.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    // Shopify itself gives up after ten days; pages would be through by then.
    private static readonly TimeSpan TooOld = TimeSpan.FromDays(1);

    /// <summary>Begins one; returns its id.</summary>
    /// <exception cref="BulkUnusableException">Shopify refuses it, as while another one runs.</exception>
    public async Task<string> BeginAsync(string query, CancellationToken cancellation)
    {
        try
        {
            var reply = await client.AskAsync(
                Queries.BulkRun, _ => new JsonObject { ["query"] = query }, ShopifyBulkJson.Default.AnswerBulkRunData, "", cancellation).ConfigureAwait(false);
            var begun = reply.Data.BulkOperationRunQuery!;
            return Wire.Id(begun.BulkOperation?.Id) ?? throw Refused(begun.UserErrors?.FirstOrDefault(e => e is not null));
        }
        catch (ConnectorException e) when (e is FixSettingsException or ConnectorBugException)
        {
            // Where the list itself is refused too, its pages will say so properly.
            throw new BulkUnusableException("Shopify does not let the app begin one", e);
        }
    }

    /// <summary>Waits until the operation has come to its end; returns what is then known of it.</summary>
    /// <exception cref="BulkUnusableException">It failed, was cancelled, or its file is gone.</exception>
    /// <exception cref="RetryLaterException">It still runs; what was begun goes on.</exception>
    public async Task<BulkStatusData> WaitAsync(string id, CancellationToken cancellation)
    {
        var began = connection.Time.GetTimestamp();
        // A small list is written at once.
        for (var wait = FirstWait; ; wait = wait < LongestWait / 2 ? wait * 2 : LongestWait)
        {
            var status = await StatusAsync(id, cancellation).ConfigureAwait(false);
            if (IsDone(status.BulkOperation)) return status;
            if (connection.Time.GetElapsedTime(began) >= Patience)
            {
                throw new RetryLaterException(
                    "Shopify is still putting the shop's history together. Sync goes on with it at the next run; nothing was lost.",
                    $"The bulk operation {id} is {status.BulkOperation!.Status} after {Patience.TotalMinutes:0} minutes.");
            }

            await Task.Delay(wait, connection.Time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<BulkStatusData> StatusAsync(string id, CancellationToken cancellation) => (await client.AskAsync(
        Queries.BulkStatus, _ => new JsonObject { ["id"] = "gid://shopify/BulkOperation/" + id },
        ShopifyBulkJson.Default.AnswerBulkStatusData, "", cancellation).ConfigureAwait(false)).Data;

    // What a failed one wrote is left alone: nothing tells what is missing in it.
    private bool IsDone(BulkRow? operation) => operation?.Status?.ToUpperInvariant() switch
    {
        "COMPLETED" => true,
        "CREATED" or "RUNNING" when !IsOld(operation) => false,
        "CREATED" or "RUNNING" => throw new BulkUnusableException("it takes more than a day"),
        "FAILED" => throw new BulkUnusableException($"it failed: {operation.ErrorCode ?? "no reason is given"}"),
        "CANCELING" or "CANCELED" => throw new BulkUnusableException("it was cancelled at Shopify"),
        "EXPIRED" or null => throw new BulkUnusableException("its file is no longer there"),
        var other => throw new BulkUnusableException($"its state {other} is unknown"),
    };

    private bool IsOld(BulkRow operation) =>
        operation.CreatedAt is { } text && Place.Time(text) is { } at && connection.Time.GetUtcNow() - at > TooOld;

    private static BulkUnusableException Refused(UserErrorRow? error) => error?.Code is "OPERATION_IN_PROGRESS" or "LIMIT_REACHED"
        ? new BulkUnusableException("as many as Shopify allows are running already")
        : new BulkUnusableException($"Shopify refused it: {error?.Message ?? "no reason is given"}");
}
