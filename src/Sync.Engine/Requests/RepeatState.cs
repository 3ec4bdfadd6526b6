namespace Sync.Engine.Requests;

/// <summary>How it stands with a request that may have been sent before.</summary>
public enum RepeatState
{
    /// <summary>It was not: carry it out.</summary>
    New,

    /// <summary>It was, and this was the answer.</summary>
    Done,

    /// <summary>It was, and is being carried out.</summary>
    UnderWay,

    /// <summary>It was, and the answer cannot be read any more.</summary>
    Lost,

    /// <summary>Another request was sent with the same key.</summary>
    Other,
}
