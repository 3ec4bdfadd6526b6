namespace Sync.ConnectorKit.Http;

/// <summary>
/// How long a POS was waited for: from when a request is sent to its answer, and between its tries. What goes on side by side
/// counts once; what we wait for by ourselves, such as our own rate, counts nothing, since the POS cannot help it.
/// </summary>
/// <param name="clock">What it is measured by.</param>
internal sealed class PosWait(TimeProvider clock)
{
    private readonly Lock gate = new();
    private TimeSpan before;
    private long since;
    private int underWay;

    /// <summary>How long in all, up to now.</summary>
    public TimeSpan Sum
    {
        get
        {
            lock (gate) return underWay > 0 ? before + clock.GetElapsedTime(since) : before;
        }
    }

    /// <summary>A request begins; it ends with what is given back.</summary>
    public Asked Begin()
    {
        Enter();
        return new Asked(this);
    }

    /// <summary>Waits for something of our own, in the midst of a request.</summary>
    public async Task OwnAsync(Task wait)
    {
        Leave();
        try
        {
            await wait.ConfigureAwait(false);
        }
        finally
        {
            Enter();
        }
    }

    private void Enter()
    {
        lock (gate)
            if (underWay++ == 0) since = clock.GetTimestamp();
    }

    private void Leave()
    {
        lock (gate)
            if (--underWay == 0) before += clock.GetElapsedTime(since);
    }

    /// <summary>A request that is under way.</summary>
    public readonly struct Asked(PosWait wait) : IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => wait.Leave();
    }
}
