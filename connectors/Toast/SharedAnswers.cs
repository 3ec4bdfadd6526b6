using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>
/// Lets two streams of one run share an answer: each is handed out once to the stream that did not fetch it, within a
/// minute, and then forgotten. What does not fit is fetched twice. Nothing is held for a stream that is through.
/// </summary>
internal sealed class SharedAnswers<T>(TimeProvider time, int room)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (Task<T> Answer, PosStream Owner, DateTimeOffset At)> held = [];
    private readonly HashSet<PosStream> readers = [];
    private readonly HashSet<PosStream> through = [];
    private DateTimeOffset begun;

    /// <summary>When a read that starts now is said to begin: the same for streams that start together, so that they ask the same.</summary>
    public DateTimeOffset Begin(PosStream stream)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            // Toast's dates have milliseconds.
            now = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMillisecond, now.Offset);
            if (readers.Count > 0 && IsFresh(begun, now) && readers.Add(stream)) return begun;
            readers.Clear();
            held.Clear();
            readers.Add(stream);
            return begun = now;
        }
    }

    /// <summary>A stream begins to ask, at its beginning or at a checkpoint.</summary>
    public void Open(PosStream stream)
    {
        lock (gate) through.Remove(stream);
    }

    /// <summary>A stream asks no more: what waits for it is forgotten, and nothing is held for it from now on.</summary>
    public void Close(PosStream stream)
    {
        lock (gate)
        {
            through.Add(stream);
            foreach (var key in held.Where(h => h.Value.Owner != stream).Select(h => h.Key).ToList()) held.Remove(key);
        }
    }

    /// <summary>Another stream's answer that waits for this one; null where there is none.</summary>
    public Task<T>? Waiting(string key, PosStream stream)
    {
        lock (gate)
        {
            if (!held.TryGetValue(key, out var entry) || entry.Owner == stream) return null;
            held.Remove(key);
            // Pages of a long history may wait for longer than they are fresh: what they were asked for holds all the same.
            return readers.Count > 0 || IsFresh(entry.At, time.GetUtcNow()) ? entry.Answer : null;
        }
    }

    /// <summary>The answer: another stream's, or a new one.</summary>
    public async Task<T> TakeAsync(string key, PosStream stream, Func<Task<T>> fetch, CancellationToken cancellation)
    {
        if (Waiting(key, stream) is { } theirs)
        {
            try
            {
                return await theirs.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ConnectorException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                // Their failure, or their end: this stream tries for itself.
            }
        }

        var mine = Task.Run(fetch, CancellationToken.None);
        lock (gate)
        {
            if (IsWanted(stream) && (held.Count < room || held.ContainsKey(key))) held[key] = (mine, stream, time.GetUtcNow());
        }

        return await mine.ConfigureAwait(false);
    }

    // Two streams share: where one is through, what the other asks is for itself alone.
    private bool IsWanted(PosStream owner) => !through.Any(t => t != owner);

    private static bool IsFresh(DateTimeOffset at, DateTimeOffset now) => now - at is var age && age >= TimeSpan.Zero && age <= Fresh;
}
