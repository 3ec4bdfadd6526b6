namespace Sync.Cli.Demo;

/// <summary>A fake shop on this machine.</summary>
internal interface IDemoShop : IAsyncDisposable
{
    /// <summary>What an owner would fill in to connect to it.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Where it is open.</summary>
    string Url { get; }

    /// <summary>1% of it changes: in the same way for the same round.</summary>
    /// <param name="round">The how manieth time.</param>
    /// <param name="at">When.</param>
    void Change(int round, DateTimeOffset at);
}
