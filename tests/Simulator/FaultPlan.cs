using System.Collections.Concurrent;

namespace Sync.Simulator;

/// <summary>What goes wrong, and when.</summary>
public sealed class FaultPlan
{
    private readonly ConcurrentQueue<Fault> faults = new();

    /// <summary>Adds a fault. Several may hit one request.</summary>
    public void Add(Fault fault) => faults.Enqueue(fault);

    /// <summary>A status such as 500 or 429, so many times.</summary>
    public void Status(string path, int status, int times = int.MaxValue, int? page = null, string? retryAfter = null, string message = "Something went wrong") =>
        Add(new Fault { Path = path, Kind = FaultKind.Status, Status = status, Times = times, Page = page, RetryAfter = retryAfter, Message = message });

    /// <summary>Another kind of fault.</summary>
    public void Add(string path, FaultKind kind, int times = int.MaxValue, int? page = null) =>
        Add(new Fault { Path = path, Kind = kind, Times = times, Page = page });

    /// <summary>All is well again.</summary>
    public void Clear() => faults.Clear();

    /// <summary>The faults that hit this request; each is counted.</summary>
    internal List<Fault> Hitting(string path, int page, SeenRequest? request = null) =>
    [
        .. faults.Where(f => path.EndsWith(f.Path, StringComparison.Ordinal) && (f.Page is null || f.Page == page)
            && (f.When is null || (request is not null && f.When(request))) && f.HitsNow()),
    ];
}
