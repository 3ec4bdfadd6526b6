namespace Sync.Simulator;

/// <summary>What can go wrong.</summary>
public enum FaultKind
{
    /// <summary>Another status, such as 429, 500 or 401.</summary>
    Status,

    /// <summary>The connection is cut in the middle of the body.</summary>
    CutBody,

    /// <summary>Half of the JSON, as if it were all.</summary>
    TruncatedJson,

    /// <summary>The first page that was asked for, whichever is: after some good ones, that one for ever.</summary>
    SamePage,

    /// <summary>A total that the pages do not hold.</summary>
    TotalTooLarge,

    /// <summary>No records at all, and a total of none.</summary>
    Empty,

    /// <summary>The last row of a page is its first once more.</summary>
    DuplicateRow,

    /// <summary>A row comes once more: the first of a page right after itself, and the last of the page before in front of it.</summary>
    RowsAgain,

    /// <summary>A slow answer.</summary>
    Latency,

    /// <summary>Something happens in the shop before the page is answered.</summary>
    Before,
}
