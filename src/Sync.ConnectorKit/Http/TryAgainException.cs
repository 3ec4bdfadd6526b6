namespace Sync.ConnectorKit.Http;

/// <summary>One try failed in a way that another may not. Never leaves <see cref="PosHttp"/>.</summary>
internal sealed class TryAgainException(string what, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>The POS said "too many requests".</summary>
    public bool Throttled { get; init; }

    /// <summary>Whether the POS may have done what was asked: the request left, and no whole answer came back.</summary>
    public bool Lost { get; init; }

    /// <summary>The answer could not be unpacked.</summary>
    public bool Packed { get; init; }

    /// <summary>What the POS answered with; null where no answer came, or a good one that cannot be read.</summary>
    public int? Status { get; init; }

    /// <summary>How long was waited for an answer that did not come; null where that is not why.</summary>
    public TimeSpan? Waited { get; init; }

    /// <summary>The wait the POS asked for; null where it did not.</summary>
    public TimeSpan? Asked { get; init; }
}
