using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Sync.Simulator;

/// <summary>Something that goes wrong with a request.</summary>
public sealed class Fault
{
    /// <summary>Which requests: those whose path ends so.</summary>
    public required string Path { get; init; }

    /// <summary>Which of them: those of which this is true; null for all.</summary>
    public Func<SeenRequest, bool>? When { get; init; }

    /// <summary>Only this page; null for any.</summary>
    public int? Page { get; init; }

    /// <summary>How many requests it hits; default all.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>How many requests it lets pass first; default none.</summary>
    public int Skip { get; init; }

    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>.</summary>
    public int Status { get; init; } = 500;

    /// <summary>For <see cref="FaultKind.Status"/>: the header's text.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>: further headers, such as when it is by the POS's own clock.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>For <see cref="FaultKind.Status"/>: the message in the body.</summary>
    public string Message { get; init; } = "Something went wrong";

    /// <summary>For <see cref="FaultKind.Status"/>: the error's code in the body; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>For <see cref="FaultKind.Latency"/>: real time.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>For <see cref="FaultKind.TotalTooLarge"/>: how many too many.</summary>
    public int Extra { get; init; } = 100;

    /// <summary>For <see cref="FaultKind.Before"/>: what happens before the page is answered.</summary>
    public Action? Before { get; init; }

    /// <summary>How many answers it made other than they were.</summary>
    public int Changed => Volatile.Read(ref changed);

    /// <summary>How many requests it hit.</summary>
    public int Hits => Math.Clamp(Volatile.Read(ref seen) - Skip, 0, Times);

    private int seen;
    private int changed;
    private readonly ConcurrentDictionary<string, Kit.FakeAnswer> kept = new();

    internal void CountChanged() => Interlocked.Increment(ref changed);

    /// <summary>For <see cref="FaultKind.SamePage"/>: the first answer that it hit, of those to a like question.</summary>
    internal Kit.FakeAnswer First(string question, Kit.FakeAnswer answer) => kept.GetOrAdd(question, answer);

    /// <summary>For <see cref="FaultKind.RowsAgain"/>: the last row of the answer that it hit before, by question.</summary>
    internal ConcurrentDictionary<string, JsonNode> LastRows { get; } = new();

    internal bool HitsNow()
    {
        var number = Interlocked.Increment(ref seen);
        return number > Skip && number - (long)Skip <= Times;
    }
}
